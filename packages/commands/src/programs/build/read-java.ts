import type { Word } from '../../model/invocation.ts';
import { addCode, addExecute, addFolder, pathOf, type Call, type Draft } from '../draft.ts';
import { dropStart } from '../read-words.ts';
import { isWithin } from '../resolve-path.ts';

const WITH_VALUE =
  ' -cp -classpath --class-path -p --module-path --add-modules --add-opens --add-exports --add-reads --source ';
const LOADS = /^(?:-e$|-javaagent|-agent|-XX:On|-XX:Flags|-XX:VMOptionsFile|-Xrun|@)/;

const PATHS = ' -cp -classpath --class-path -p --module-path ';
/** Where the tools of Java keep what they fetched. */
const STORES = ['.m2', '.gradle', '.ivy2', '.cache/coursier', '.sbt'];

/** Each part is a place that classes come from: outside of the project they are anybody's. */
function addClassPath(draft: Draft, { value }: Word): void {
  if (value === undefined) return addExecute(draft);
  const { project, home } = draft.context;
  const between = draft.context.dialect === 'sh' ? ':' : ';';
  for (const part of value.split(between)) {
    const path = pathOf(draft, part);
    const stored = STORES.some((store) => isWithin(path, pathOf(draft, `${home}/${store}`)));
    if (!stored && !isWithin(path, project)) return addExecute(draft);
  }
}

/** `java CLASS`, `java -jar FILE`: options never take the word that names the program. */
export function readJava({ draft, words }: Call): void {
  addFolder(draft, 'write');
  const args = words.operands;
  for (let index = 0; index < args.length; index += 1) {
    const { prefix } = args[index] ?? { prefix: '' };
    const next = args[index + 1];
    if (LOADS.test(prefix)) return addExecute(draft);
    if (PATHS.includes(` ${prefix} `) && next !== undefined) addClassPath(draft, next);
    const joined = /^--(?:class|module)-path=/.exec(prefix)?.[0];
    const word = args[index];
    if (joined !== undefined && word !== undefined)
      addClassPath(draft, dropStart(word, joined.length));
    if (prefix === '-jar') return next === undefined ? undefined : addCode(draft, next);
    if (WITH_VALUE.includes(` ${prefix} `)) index += 1;
    else if (!prefix.startsWith('-')) {
      const file = args[index];
      if (
        file !== undefined &&
        /[./]/.test(prefix) &&
        /\.(?:java|kts?|scala|groovy|sc)$/.test(prefix)
      )
        addCode(draft, file);
      else if (file?.value === undefined) addExecute(draft);
      return;
    }
  }
}
