/**
 * What a step looks like when rendered, as a tree over the trace itself. Every character of the step is in exactly one
 * leaf, in order: text that is shown, or markup whose meaning the element around it shows. Whatever is not known to be
 * markup is text, so rendering can't lose a character. Nothing here builds HTML.
 */
import type { Nodes, Parents } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { regionsInTable, type Region, type Span } from '../../../src/core/trace/regions';
import type { Segment } from '../../../src/core/trace/segments';

export type ElementName =
  | 'paragraph'
  | 'heading'
  | 'quote'
  | 'bullet'
  | 'numbered'
  | 'table'
  | 'tableRow'
  | 'tableCell'
  | 'rule'
  | 'strong'
  | 'emphasis'
  | 'inlineCode'
  | 'codeBlock'
  | 'link'
  | 'image'
  | 'boxed'
  | 'tag';

/** Spans are of the whole trace. */
export type RenderNode =
  | ({ kind: 'text' } & Span)
  /** Not shown: what it stands for is shown by the element it is in. */
  | ({ kind: 'markup' } & Span)
  /** TeX between its delimiters; what can't be set is shown as text. */
  | ({ kind: 'maths'; tex: Span; display: boolean } & Span)
  /** Lines of code to be coloured. */
  | ({ kind: 'code'; language: string } & Span)
  | { kind: 'element'; name: ElementName; url?: string; depth?: number; children: RenderNode[] };

/** Longer steps are shown without Markdown: nobody wrote them as such, and parsing them could take long. */
const MOST_MARKDOWN = 8000;

/** Regions and segments of a trace, found once for all of its steps. */
export interface Marks {
  regions: readonly Region[];
  segments: readonly Segment[];
}

/** Renders `step` of a trace. Each step by itself, so that a trace of any length is shown piece by piece. */
export function renderStep(text: string, step: Span, marks: Marks): RenderNode[] {
  const inline = inlineMarks(text, step, marks);
  const renderer = new Renderer(text, step, inline);
  if (step.end - step.start > MOST_MARKDOWN) return renderer.inline(step.start, step.end);
  const tree = fromMarkdown(masked(text, step, inline), options);
  return renderer.children(tree, step.start, step.end);
}

const options = {
  // No HTML, nothing that takes lines away or joins a line to the one before: a step is not a whole document.
  extensions: [
    { disable: { null: ['codeIndented', 'htmlFlow', 'htmlText', 'definition', 'setextUnderline'] } },
    gfmTable(),
  ],
  mdastExtensions: [gfmTableFromMarkdown()],
};

/** A stretch that Markdown must not look into. */
type InlineMark =
  | ({ kind: 'maths'; tex: Span; display: boolean } & Span)
  | ({ kind: 'boxed'; inner: Span } & Span)
  | ({ kind: 'tag' } & Span);

/** Maths, boxes and tags inside a step, in order, none overlapping. */
function inlineMarks(text: string, step: Span, { regions, segments }: Marks): InlineMark[] {
  const inside = within(regions, step).flatMap((region) =>
    region.kind === 'table' ? regionsInTable(text, region) : [region],
  );
  const maths = inside.filter(({ kind }) => kind === 'display' || kind === 'inline');
  const found: InlineMark[] = maths.map(({ kind, start, end, inner }) => ({
    kind: 'maths',
    start,
    end,
    tex: inner,
    display: kind === 'display',
  }));
  const isFree = ({ start, end }: Span): boolean => !inside.some((region) => region.start < end && start < region.end);
  for (const segment of segments) {
    if (segment.start >= step.end || segment.end <= step.start) continue;
    for (const mark of segment.kind === 'boxed' ? [boxMark(text, segment)] : tagMarks(segment))
      if (mark && mark.start >= step.start && mark.end <= step.end && isFree(mark)) found.push(mark);
  }
  return found.sort((a, b) => a.start - b.start);
}

function within(regions: readonly Region[], step: Span): Region[] {
  return regions.filter(({ start, end }) => start >= step.start && end <= step.end);
}

/** A box outside of maths: set as maths when its content is TeX, else as a box around text. */
function boxMark(text: string, { start, end, inner, closed }: Segment): InlineMark | undefined {
  if (!closed) return undefined;
  return /[\\^_]/.test(text.slice(inner.start, inner.end))
    ? { kind: 'maths', start, end, tex: { start, end }, display: false }
    : { kind: 'boxed', start, end, inner };
}

function tagMarks({ start, end, inner }: Segment): InlineMark[] {
  const marks: InlineMark[] = [];
  if (inner.start > start) marks.push({ kind: 'tag', start, end: inner.start });
  if (end > inner.end) marks.push({ kind: 'tag', start: inner.end, end });
  return marks;
}

/** The step with its marks blotted out, at the same length, and without what the parser would change. */
function masked(text: string, step: Span, marks: readonly InlineMark[]): string {
  let source = '';
  let done = step.start;
  for (const { start, end } of marks) {
    source += text.slice(done, start) + 'x'.repeat(end - start);
    done = end;
  }
  // The parser drops a byte order mark and replaces NUL; both are shown as what they are.
  // eslint-disable-next-line no-control-regex
  return (source + text.slice(done, step.end)).replace(/[\u0000\ufeff]/g, 'x');
}

/** What may stand between the children of a node, or before and behind them, without being shown. */
const markupOf: Partial<Record<Nodes['type'], RegExp>> = {
  root: /^\s*$/,
  blockquote: /^[\s>]*$/,
  list: /^\s*$/,
  heading: /^[ \t]*#*[ \t]*$/,
  strong: /^(?:\*\*|__)$/,
  emphasis: /^[*_]$/,
  table: /^[\s|:-]*$/,
  tableRow: /^[\s|]*$/,
  tableCell: /^[\s|]*$/,
};

class Renderer {
  constructor(
    private readonly text: string,
    private readonly step: Span,
    private readonly marks: readonly InlineMark[],
  ) {}

  /** The children of a node that covers `[start, end)`, and all that is between them. */
  children(node: Parents, start: number, end: number): RenderNode[] {
    const nodes: RenderNode[] = [];
    let done = start;
    for (const child of node.children) {
      const place = this.#placeOf(child);
      if (!place || place.start < done || place.end > end) continue;
      nodes.push(...this.#between(node, done, place.start), ...this.#node(child, place));
      done = place.end;
    }
    nodes.push(...this.#between(node, done, end));
    return nodes;
  }

  /** Text with its maths, boxes and tags. */
  inline(start: number, end: number): RenderNode[] {
    const nodes: RenderNode[] = [];
    let done = start;
    const showTo = (place: number): void => {
      if (place > done) nodes.push({ kind: 'text', start: done, end: place });
    };
    for (const mark of this.marks) {
      if (mark.start < done || mark.end > end) continue;
      showTo(mark.start);
      nodes.push(this.#mark(mark));
      done = mark.end;
    }
    showTo(end);
    return nodes;
  }

  #mark(mark: InlineMark): RenderNode {
    const { start, end } = mark;
    if (mark.kind === 'maths') return mark;
    if (mark.kind === 'tag') return { kind: 'element', name: 'tag', children: [{ kind: 'text', start, end }] };
    const { inner } = mark;
    return { kind: 'element', name: 'boxed', children: framed(start, inner.start, inner.end, end) };
  }

  #placeOf({ position }: Nodes): Span | undefined {
    const [start, end] = [position?.start.offset, position?.end.offset];
    if (start === undefined || end === undefined) return undefined;
    return { start: this.step.start + start, end: this.step.start + end };
  }

  #between(node: Parents, start: number, end: number): RenderNode[] {
    if (start === end) return [];
    const isMarkup = markupOf[node.type]?.test(this.text.slice(start, end)) ?? false;
    return isMarkup ? [{ kind: 'markup', start, end }] : this.inline(start, end);
  }

  #node(node: Nodes, { start, end }: Span): RenderNode[] {
    const element = (name: ElementName, children: RenderNode[], more = {}): RenderNode[] => [
      { kind: 'element', name, children, ...more },
    ];
    switch (node.type) {
      case 'paragraph':
        return element('paragraph', this.children(node, start, end));
      case 'heading':
        return element('heading', this.children(node, start, end), { depth: node.depth });
      case 'blockquote':
        return element('quote', this.children(node, start, end));
      case 'list':
        return this.children(node, start, end);
      case 'listItem':
        return this.#listItem(node, start, end);
      case 'table':
      case 'tableRow':
      case 'tableCell':
      case 'strong':
      case 'emphasis':
        return element(node.type, this.children(node, start, end));
      case 'thematicBreak':
        return element('rule', [{ kind: 'markup', start, end }]);
      case 'inlineCode':
        return element('inlineCode', this.#ticked(start, end));
      case 'code':
        return this.#codeBlock(start, end, node.lang ?? '');
      case 'link':
        return element('link', this.children(node, start, end), { url: node.url });
      case 'image':
        return element('image', this.inline(start, end));
      default:
        return this.inline(start, end);
    }
  }

  /** A bullet is drawn; a number is shown as it was written. */
  #listItem(node: Parents, start: number, end: number): RenderNode[] {
    const [marker] = /^(?:[-*+]|\d+[.)])[ \t]*/.exec(this.text.slice(start, Math.min(end, start + 80))) ?? [''];
    const inner = start + marker.length;
    const isBullet = /^[-*+]/.test(marker);
    const indent = this.#columnsBefore(start);
    const children: RenderNode[] = [
      { kind: isBullet ? 'markup' : 'text', start, end: inner },
      ...this.children(node, inner, end),
    ];
    return [{ kind: 'element', name: isBullet ? 'bullet' : 'numbered', depth: indent, children }];
  }

  /** Columns of white space before a place in its line. */
  #columnsBefore(place: number): number {
    const [space] = /[ \t]*$/.exec(this.text.slice(Math.max(this.step.start, place - 80), place)) ?? [''];
    return space.replaceAll('\t', '    ').length;
  }

  #ticked(start: number, end: number): RenderNode[] {
    let ticks = 0;
    while (start + ticks < end && this.text[start + ticks] === '`') ticks++;
    return framed(start, start + ticks, end - ticks, end);
  }

  /** The fences are markup, the language is named by the element. An empty block is shown as it was written. */
  #codeBlock(start: number, end: number, language: string): RenderNode[] {
    const source = this.text.slice(start, end);
    const open = source.indexOf('\n') + 1;
    const lastLine = source.lastIndexOf('\n') + 1;
    const isClosed = lastLine >= open && /^[\s>]*(?:`{3,}|~{3,})\s*$/.test(source.slice(lastLine));
    const close = isClosed ? lastLine : source.length;
    if (open === 0 || close <= open) return this.inline(start, end);
    const code: RenderNode = { kind: 'code', language, start: start + open, end: start + close };
    const children: RenderNode[] = [{ kind: 'markup', start, end: start + open }, code];
    if (isClosed) children.push({ kind: 'markup', start: start + close, end });
    return [{ kind: 'element', name: 'codeBlock', children }];
  }
}

function framed(start: number, innerStart: number, innerEnd: number, end: number): RenderNode[] {
  return [
    { kind: 'markup', start, end: innerStart },
    { kind: 'text', start: innerStart, end: innerEnd },
    { kind: 'markup', start: innerEnd, end },
  ];
}
