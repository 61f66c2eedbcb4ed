/** Ids of the custom editors, as in the manifest. */
export const comparisonViewType = 'traceInspector.comparison';
export const dumpViewType = 'traceInspector.dump';
/** The same editor for dumps named by `dumpScheme`. */
export const namedDumpViewType = 'traceInspector.namedDump';

/**
 * Scheme of a dump that only our editor may open. The Problems panel opens a finding's file by its scheme and name, and
 * would take a `file:` one for a text document, which the editor refuses above 50 MB.
 */
export const dumpScheme = 'trace-dump';
