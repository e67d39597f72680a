import { CodedError, isJsonObject, toLower, trimSpace } from '@gait/canon';
import { ENDPOINT_CLASSES } from '@gait/gate';
import { readYaml } from '@gait/regress';

/**
 * Reads the table that says what a tool does, instead of guessing it from its name: a mapping of
 * tool names to endpoint classes, YAML or JSON, as `tool_classes` of a policy. Both in lower case
 * in the answer.
 *
 * @throws CodedError `tool_classes_invalid`, those of `readYaml`.
 */
export function parseToolClasses(bytes: Uint8Array, file: string): ReadonlyMap<string, string> {
  const root = readYaml(new TextDecoder().decode(bytes), { file });
  if (!isJsonObject(root)) throw invalid(file, '', 'the file is no mapping');
  const classes = new Map<string, string>();
  for (const [tool, value] of Object.entries(root)) {
    const name = toLower(trimSpace(tool));
    const known = typeof value === 'string' ? toLower(trimSpace(value)) : '';
    if (name === '') throw invalid(file, tool, 'a tool has no name');
    if (classes.has(name)) throw invalid(file, tool, `${name} is given twice`);
    if (!ENDPOINT_CLASSES.has(known)) {
      throw invalid(file, tool, `${tool} has no endpoint class that is known`);
    }
    classes.set(name, known);
  }
  return classes;
}

function invalid(file: string, field: string, message: string): CodedError {
  return new CodedError('tool_classes_invalid', `${file}: ${message}`, {
    hint: `write tool: class, with one of ${[...ENDPOINT_CLASSES].join(', ')}`,
    where: { file, field },
  });
}
