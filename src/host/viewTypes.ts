/** Ids of the two custom editors, as in the manifest. */
export const comparisonViewType = 'traceInspector.comparison';
export const dumpViewType = 'traceInspector.dump';
