/** A scene on a canvas: drawn, redrawn when numbers or colours change, and asked what is under the pointer. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Target } from '../../src/core/overview/targets';
import type { Scene } from '../../src/core/figures/scene';
import { useStore } from '../state/store';
import { drawNever, drawSoon } from './drawQueue';
import { drawScene, redrawScene, type Look, type SceneChart } from './drawScene';
import { targetAt } from './hit';
import { pagePalette } from './palette';
import { scalesOf, stopOf } from './scenePlugin';
import { themeVersion } from './theme';

/** Axis labels, as a share of the page's type: 11 of 13. */
const LABELS = 11 / 13;

interface PlotProps {
  scene: Scene;
  /** Key of the target in focus. */
  focused: string | undefined;
  /** The pointer is over a mark, or over none (any more). */
  onPoint(target: Target | undefined): void;
  /** `straight`: with Shift. */
  onPick(target: Target, straight: boolean): void;
}

export function Plot({ scene, focused, onPoint, onPick }: PlotProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<SceneChart>();
  const latest = useRef({ scene, focused });
  latest.current = { scene, focused };
  const theme = useStore(themeVersion, (value) => value);
  const drawn = useMemo(() => JSON.stringify([scene.x, scene.y, scene.marks]), [scene]);
  useEffect(() => {
    drawSoon(chart, () => {
      if (!canvas.current) return;
      const look = lookOf(() => stopOf(latest.current.scene, latest.current.focused));
      if (chart.current) redrawScene(chart.current, latest.current.scene, look);
      else chart.current = drawScene(canvas.current, latest.current.scene, look);
    });
  }, [drawn, theme]);
  useEffect(
    () => () => {
      drawNever(chart);
      chart.current?.destroy();
    },
    [],
  );
  useEffect(() => chart.current?.draw(), [focused]);
  const under = (event: MouseEvent) =>
    chart.current && targetAt(scene, scalesOf(chart.current), event.offsetX, event.offsetY);
  const onMouseMove = (event: MouseEvent) => {
    const target = under(event);
    if (canvas.current) canvas.current.style.cursor = target ? 'pointer' : '';
    onPoint(target);
  };
  const onClick = (event: MouseEvent) => {
    const target = under(event);
    if (target) onPick(target, event.shiftKey);
  };
  return (
    <canvas
      ref={canvas}
      aria-hidden="true"
      onMouseMove={onMouseMove}
      onMouseLeave={() => onPoint(undefined)}
      onClick={onClick}
    />
  );
}

function lookOf(highlight: Look['highlight']): Look {
  const { fontFamily, fontSize } = getComputedStyle(document.body);
  return { palette: pagePalette(), font: fontFamily, size: Math.round(parseFloat(fontSize) * LABELS), highlight };
}
