import type { ColourRole } from './scene';

/** A colour, or a reference to one, for every role. */
export type Palette = Readonly<Record<ColourRole, string>>;

/** For paper: the colours of the light theme, which keep their contrast on white and apart in grey. See "Colour" in the design. */
export const printPalette: Palette = {
  run1: '#0a58ad',
  run2: '#a65200',
  run3: '#2f8285',
  run4: '#5a2a4c',
  run5: '#93812a',
  run6: '#8063cf',
  text: '#1f1f1f',
  muted: '#616161',
  grid: '#dcdcdc',
  strip: '#e8e8e8',
  accent: '#0a58ad',
  background: '#ffffff',
};

/** For dark screens, where the report is read there. */
export const darkPalette: Palette = {
  run1: '#6db1ff',
  run2: '#e8912d',
  run3: '#86f0d6',
  run4: '#b07f98',
  run5: '#f3d04f',
  run6: '#8280e8',
  text: '#e4e4e4',
  muted: '#a8a8a8',
  grid: '#3c3c3c',
  strip: '#333333',
  accent: '#4daafc',
  background: '#1f1f1f',
};
