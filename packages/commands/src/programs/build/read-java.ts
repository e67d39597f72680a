import { addCode, addExecute, addFolder, type Call } from '../draft.ts';

const WITH_VALUE =
  ' -cp -classpath --class-path -p --module-path --add-modules --add-opens --add-exports --add-reads --source ';
const LOADS = /^(?:-e$|-javaagent|-agent|-XX:On|-XX:Flags|-XX:VMOptionsFile|-Xrun|@)/;

/** `java CLASS`, `java -jar FILE`: options never take the word that names the program. */
export function readJava({ draft, words }: Call): void {
  addFolder(draft, 'write');
  const args = words.operands;
  for (let index = 0; index < args.length; index += 1) {
    const { prefix } = args[index] ?? { prefix: '' };
    const next = args[index + 1];
    if (LOADS.test(prefix)) return addExecute(draft);
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
