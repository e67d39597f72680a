export { itemsOf, locateNode } from './locate-node.ts';
export { endOf } from './node-end.ts';
export { parseYaml, type ParsedYaml } from './parse-yaml.ts';
export { lineFinder, placeFinder, placeOf, type TextPlace } from './place-of.ts';
export { readYamlTree, type YamlProblem, type YamlTree } from './read-yaml-tree.ts';
export {
  mergedEntries,
  typeOfScalar,
  valueOf,
  type YamlEntry,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from './yaml-node.ts';
