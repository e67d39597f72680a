export { itemsOf, locateNode } from './locate-node.ts';
export { endOf } from './node-end.ts';
export { parseYaml, type ParsedYaml, type ParseYamlResult, type YamlFault } from './parse-yaml.ts';
export { lineFinder, placeOf } from './place-of.ts';
