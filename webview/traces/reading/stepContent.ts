/**
 * Steps as nodes of the document. The document's own text of a step is the trace, character for character, rendered or
 * not: markup is kept in nodes that are not shown, and formulas are drawn in a shadow tree beside their source.
 */
import { common, createLowlight } from 'lowlight';
import temml from 'temml';
import type { Span } from '../../../src/core/trace/regions';
import { segmentsOf, type Segment } from '../visibleText';
import { renderStep, type ElementName, type Marks, type RenderNode } from './renderTree';

/** A stretch of the trace to be set apart; in order, and none overlaps another. */
export interface Highlight extends Span {
  className: string;
}

/** Longer code keeps one colour. */
const MOST_COLOURED = 20_000;
/** Depth to which macros may expand each other; a formula that needs more stays text. */
const MOST_EXPANDED = 500;

/** Made for the first code that is coloured: its 37 languages take longer than the rest of the page to begin. */
let colouring: ReturnType<typeof createLowlight> | undefined;

export function rawContent(text: string, step: Span, highlights: readonly Highlight[]): DocumentFragment {
  const content = document.createDocumentFragment();
  new Builder(text, highlights).text(content, step.start, step.end);
  return content;
}

export function renderedContent(
  text: string,
  step: Span,
  marks: Marks,
  highlights: readonly Highlight[],
): DocumentFragment {
  const content = document.createDocumentFragment();
  const builder = new Builder(text, highlights);
  for (const node of renderStep(text, step, marks)) builder.node(content, node);
  return content;
}

class Builder {
  constructor(
    private readonly source: string,
    private readonly highlights: readonly Highlight[],
  ) {}

  node(parent: Node, node: RenderNode): void {
    switch (node.kind) {
      case 'text':
        return this.text(parent, node.start, node.end);
      case 'markup':
        return void parent.appendChild(this.#hidden(node));
      case 'maths':
        return this.#maths(parent, node);
      case 'code':
        return this.#code(parent, node);
      case 'element': {
        const element = elementOf(node);
        for (const child of node.children) this.node(element, child);
        parent.appendChild(element);
      }
    }
  }

  /** Shows `[start, end)` as it is, highlights marked. */
  text(parent: Node, start: number, end: number): void {
    let done = start;
    for (const highlight of this.#inside(start, end)) {
      const from = Math.max(start, highlight.start);
      const to = Math.min(end, highlight.end);
      appendVisible(parent, this.source.slice(done, from));
      const mark = create('span', highlight.className);
      appendVisible(mark, this.source.slice(from, to));
      parent.appendChild(mark);
      done = to;
    }
    appendVisible(parent, this.source.slice(done, end));
  }

  #inside(start: number, end: number): Highlight[] {
    return this.highlights.filter((highlight) => highlight.start < end && highlight.end > start);
  }

  #hidden({ start, end }: Span): HTMLElement {
    const element = create('span', 'markup');
    element.textContent = this.source.slice(start, end);
    return element;
  }

  /** A formula that can't be set is shown as it was written. */
  #maths(parent: Node, { start, end, tex, display }: Span & { tex: Span; display: boolean }): void {
    const host = create('span', display ? 'maths display-maths' : 'maths');
    if (!drawMaths(host, this.source.slice(tex.start, tex.end), display)) return this.text(parent, start, end);
    host.append(this.source.slice(start, end));
    host.classList.add(...this.#inside(start, end).map(({ className }) => className));
    parent.appendChild(host);
  }

  #code(parent: Node, { start, end, language }: Span & { language: string }): void {
    const code = this.source.slice(start, end);
    const lowlight = (colouring ??= createLowlight(common));
    const known = lowlight.registered(language.toLowerCase()) && code.length <= MOST_COLOURED;
    if (!known) return this.text(parent, start, end);
    let place = start;
    const add = (to: Node, nodes: readonly CodeNode[]): void => {
      for (const node of nodes) {
        if (node.type === 'text') {
          this.text(to, place, place + node.value.length);
          place += node.value.length;
        } else if (node.type === 'element') {
          const names = Array.isArray(node.properties.className) ? node.properties.className.join(' ') : '';
          add(to.appendChild(create('span', names)), node.children);
        }
      }
    };
    add(parent, lowlight.highlight(language.toLowerCase(), code).children);
    if (place < end) this.text(parent, place, end);
  }
}

type CodeNode = ReturnType<ReturnType<typeof createLowlight>['highlight']>['children'][number];

const elements: Record<ElementName, keyof HTMLElementTagNameMap> = {
  paragraph: 'div',
  heading: 'div',
  quote: 'blockquote',
  bullet: 'div',
  numbered: 'div',
  table: 'table',
  tableRow: 'tr',
  tableCell: 'td',
  rule: 'div',
  strong: 'strong',
  emphasis: 'em',
  inlineCode: 'code',
  codeBlock: 'div',
  link: 'span',
  image: 'span',
  boxed: 'span',
  tag: 'span',
};

function elementOf({ name, url, depth }: Extract<RenderNode, { kind: 'element' }>): HTMLElement {
  const element = create(elements[name], `md-${name}`);
  if (name === 'heading' && depth !== undefined) element.classList.add(depth <= 2 ? 'md-large' : 'md-small');
  else if (depth) element.style.marginInlineStart = `${Math.min(depth, 24)}ch`;
  // Only a web address can be opened, and only the host opens it, after asking.
  if (url !== undefined && /^https?:\/\//i.test(url)) {
    element.dataset.url = url;
    element.tabIndex = 0;
    element.setAttribute('role', 'link');
  }
  return element;
}

function create<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  return element;
}

/** Lines of text whose odd characters are made visible; a line feed is only a line feed. */
function appendVisible(parent: Node, text: string): void {
  if (text === '') return;
  text.split('\n').forEach((line, i) => {
    if (i > 0) parent.appendChild(document.createTextNode('\n'));
    for (const segment of segmentsOf(line)) parent.appendChild(segmentNode(segment));
  });
}

/** A character without a shape gets a box with its code point; half a pair can't be in a document and is shown as U+FFFD. */
export function segmentNode({ kind, raw, label }: Segment): Node {
  if (kind === 'plain') return document.createTextNode(raw);
  const mark = create('span', kind === 'surrogate' ? 'lone-surrogate' : 'hidden-character');
  mark.dataset.code = label;
  mark.title = kind === 'surrogate' ? `${label}, half of a surrogate pair` : label;
  mark.textContent = kind === 'surrogate' ? '\ufffd' : raw;
  return mark;
}

/** @returns false when the TeX is malformed; then nothing was drawn. */
function drawMaths(host: HTMLElement, tex: string, display: boolean): boolean {
  const drawn = document.createElement('span');
  try {
    temml.render(tex, drawn, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      strict: false,
      maxExpand: MOST_EXPANDED,
      maxSize: [40, 400],
    });
  } catch {
    return false;
  }
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [(mathsStyle ??= makeMathsStyle())];
  root.append(...drawn.childNodes);
  return true;
}

let mathsStyle: CSSStyleSheet | undefined;

/** What Temml's own style sheet says of alignment; the rest of it is about fonts. */
function makeMathsStyle(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    math { font-size: 1.04em; color: inherit; }
    .tml-left { text-align: -webkit-left; }
    .tml-right { text-align: -webkit-right; }
    .tml-jot { padding-top: .35em; padding-bottom: .35em; }
    mtd { padding: .25ex .4em; }
    .tml-display { display: block; }
  `);
  return sheet;
}
