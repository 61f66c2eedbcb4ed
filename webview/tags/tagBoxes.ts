/**
 * The small boxes behind tagged spans. They hold no text of their own: what they say is drawn by the style sheet, so that
 * the text of a step stays the trace, character for character.
 */
import type { ShownTag } from '../../src/core/annotations/shownTags';
import type { TextView } from '../traces/reading/textView';

export class TagBoxes {
  readonly #boxes = new Map<string, HTMLElement>();

  constructor(private readonly view: TextView) {}

  /** Puts boxes behind spans whose steps have been filled and that have none yet. */
  add(tags: readonly ShownTag[]): void {
    for (const tag of tags) {
      if (!tag.span || this.#boxes.has(tag.id)) continue;
      const range = this.view.rangeOf(tag.span);
      if (!range) continue;
      const box = boxOf(tag);
      insertBehind(range, box);
      this.#boxes.set(tag.id, box);
    }
  }

  /** Marks the box of one tag as the one that keys speak to. */
  setCurrent(id: string | undefined): void {
    for (const [key, box] of this.#boxes) box.classList.toggle('tag-current', key === id);
  }

  clear(): void {
    for (const box of this.#boxes.values()) {
      const { parentNode } = box;
      box.remove();
      parentNode?.normalize();
    }
    this.#boxes.clear();
  }
}

/** `2 backtracking`; a suggestion says so, and what suggests it. */
function boxOf({ name, glyph, key, note, author, source }: ShownTag): HTMLElement {
  const box = document.createElement('span');
  const sign = key > 0 ? String(key) : glyph;
  box.className = source === undefined ? 'tag-box' : 'tag-box tag-suggested';
  box.dataset.sign = source === undefined ? sign : `${sign} ?`;
  box.dataset.name = name;
  box.dataset.own = '';
  if (note !== '') box.dataset.note = '';
  const words = source === undefined ? `tag ${name}` : `suggested tag ${name}`;
  const more = source === undefined ? author : `suggested by ${source}`;
  box.title = [`${glyph} ${name}`, note, more].filter((part) => part !== '').join('\n');
  box.setAttribute('role', 'img');
  box.setAttribute('aria-label', note === '' ? words : `${words}, note: ${note}`);
  return box;
}

/** Behind a formula or hidden markup, not inside it. */
function insertBehind({ endContainer, endOffset }: Range, box: HTMLElement): void {
  const around = endContainer.parentElement?.closest('.maths, .markup, .hidden-character');
  if (around) return around.after(box);
  if (!(endContainer instanceof Text)) return void endContainer.appendChild(box);
  const behind = endOffset < endContainer.length ? endContainer.splitText(endOffset) : endContainer.nextSibling;
  // Where a cue or a difference ends with the span, the box stands behind both.
  const parent = endContainer.parentNode;
  if (!behind && parent instanceof HTMLElement && parent.matches('.cue, .word-left, .word-right')) parent.after(box);
  else parent?.insertBefore(box, behind);
}
