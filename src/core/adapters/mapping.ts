/** Field mappings of comparison files: a guess that people can see and change. */
import type { Mapping } from '../compare/comparison';
import { roles, type Role, type ScanPlan } from '../scan/plan';

/** `container`: how the file is cut into documents, when not as sniffed. */
export type StoredMapping = Mapping & { container?: ScanPlan['container'] };

/** A plan of one section. Does not check the paths: whoever follows them says which one can't be read. */
export function planFromMapping(mapping: StoredMapping, sniffed: ScanPlan['container'] = 'lines'): ScanPlan {
  const { container = sniffed, record, rule } = mapping;
  const fields = roles.flatMap((role) => {
    const path = mapping.fields[role];
    return path === undefined ? [] : [{ role, path }];
  });
  return { container, sections: [{ record, fields, rule }] };
}

/** @returns undefined for plans that a mapping can't say: several runs or sections, some of the records, or several fields of one role. */
export function mappingOf(plan: ScanPlan): StoredMapping | undefined {
  const [section] = plan.sections;
  const { verdictsOnly, inOrder, where, run } = section;
  if (plan.sections.length !== 1 || verdictsOnly || inOrder || where || run !== undefined) return undefined;
  const fields: Partial<Record<Role, string>> = {};
  for (const { role, path } of section.fields) {
    if (fields[role] !== undefined) return undefined;
    fields[role] = path;
  }
  return { container: plan.container, record: section.record, fields, rule: section.rule };
}
