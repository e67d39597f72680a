import { readYamlTree } from '@gait/yaml';
import type { Problem } from '../findings/finding.ts';
import type { DecodedText } from '../reader/decode-asset.ts';

const MAX_DEPTH = 100;
const SHOWN = 5;

/** A data file that is called YAML should be YAML; any reader may need it to be. */
export function checkDataSyntax(id: string, text: DecodedText | undefined): readonly Problem[] {
  if (text === undefined || !/\.ya?ml$/i.test(id)) return [];
  // Tags belong to whoever reads the data.
  const { problems } = readYamlTree(text.text, { maxDepth: MAX_DEPTH });
  return problems
    .filter(({ code }) => code !== 'yaml_tag')
    .slice(0, SHOWN)
    .map((problem) => ({ ...problem, code: 'data_not_yaml' }));
}
