import type { FigureContext } from './context';
import { accuracyFigure, coverageFigure, flowFigure, setsFigure, supportFigure } from './counts';
import { benchmarkFigures, forecastFigure, passAtKFigure } from './passAtK';
import { answersFigure, ladderFigure, lengthsFigure, perplexityFigure } from './samples';
import type { Scene } from './scene';

/** All figures that an overview has data for, in the order of the page. Without problems there are none. */
export function figuresOf(context: FigureContext): Scene[] {
  if (context.overview.K === 0) return [];
  const scenes = [
    passAtKFigure(context),
    ...benchmarkFigures(context),
    coverageFigure(context),
    setsFigure(context),
    ladderFigure(context),
    accuracyFigure(context),
    flowFigure(context),
    lengthsFigure(context),
    answersFigure(context),
    perplexityFigure(context),
    supportFigure(context),
    forecastFigure(context),
  ];
  return scenes.filter((scene) => scene !== undefined);
}
