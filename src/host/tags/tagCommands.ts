/** Commands about tags that the host carries out itself; those that need to know what is selected are the page's. */
import type { OpenComparison } from '../openComparisons';
import type { Services } from '../services';
import {
  addTag,
  defineTag,
  deleteTag,
  mergeTags,
  offerStarterTags,
  renameTag,
  restoreTag,
  showTagHistory,
  splitTag,
} from './codebookCommands';
import { showPrevalence } from './prevalenceDocument';
import { writable, type Doing } from './recording';
import { compactAnnotations, exportAnnotations, importFile } from './tagFiles';
import { filterByTag } from './tagFilter';
import { changeTag, noteTag, openAnnotation, removeTag, undoAnnotation } from './tagging';
import { annotationOfNode, tagOfNode } from './tagsTree';

/** @returns id without the prefix `traceInspector.` → function. */
export function tagCommands(
  services: Services,
  active: () => OpenComparison,
): Record<string, (...args: unknown[]) => unknown> {
  const doing = (work: (doing: Doing, tag: string | undefined) => Promise<unknown>) => async (node: unknown) => {
    const comparison = active();
    const own = await writable(services, comparison);
    if (own) await work({ services, comparison, own }, tagOfNode(node));
  };
  const onAnnotation = (work: (doing: Doing, ids: string[]) => Promise<void>) => async (node: unknown) => {
    const id = annotationOfNode(node);
    if (id !== undefined) await doing((at) => work(at, [id]))(node);
  };
  return {
    addTags: doing(offerStarterTags),
    newTag: doing(addTag),
    renameTag: doing(renameTag),
    defineTag: doing(defineTag),
    mergeTags: doing(mergeTags),
    splitTag: doing(splitTag),
    deleteTag: doing(deleteTag),
    restoreTag: doing(restoreTag),
    showTagHistory: doing(showTagHistory),
    undoAnnotation: () => undoAnnotation(services, active()),
    redoAnnotation: () => undoAnnotation(services, active(), true),
    exportAnnotations: doing(exportAnnotations),
    importAnnotations: doing(importFile),
    compactAnnotations: doing(compactAnnotations),
    showPrevalence: () => showPrevalence(active()),
    filterByTag: (node) => filterByTag(active(), tagOfNode(node)),
    openTagged: onAnnotation(async ({ comparison, own }, [id]) => {
      const annotation = own.state.annotations.get(id);
      if (annotation) await openAnnotation(comparison, annotation);
    }),
    noteTagged: onAnnotation(noteTag),
    changeTagged: onAnnotation(changeTag),
    removeTagged: onAnnotation(removeTag),
  };
}
