import { addHost, addServer } from '../add-host.ts';
import { addExecute, addPath, type Call } from '../draft.ts';
import { remoteHost } from '../files/read-rsync.ts';
import { hasOption, optionWords } from '../read-words.ts';

/** `scp`, `sftp host:file`: files between here and another machine. */
export function readScp({ draft, words }: Call): void {
  if (!optionWords(words, '-o').every(({ value }) => isSafeSshOption(value))) addExecute(draft);
  const { operands } = words;
  const reach = hasOption(words, '-r') ? 'tree' : 'file';
  operands.forEach((word, index) => {
    const last = index === operands.length - 1 && index > 0;
    const host = remoteHost(word);
    if (host !== undefined) addServer(draft, host, last ? 'put' : 'get');
    else addPath(draft, last ? 'write' : 'read', word, last ? 'tree' : reach);
  });
}

/** Options of ssh that name no program and open no way in. */
export function isSafeSshOption(value: string | undefined): boolean {
  return /^(?:StrictHostKeyChecking|UserKnownHostsFile|ConnectTimeout|BatchMode|ServerAlive\w+|LogLevel|Port|User|IdentitiesOnly|Compression|PreferredAuthentications|PasswordAuthentication)[= ][^`$]*$/i.test(
    value?.slice(0, 300) ?? '',
  );
}

/** `ssh-keygen -l -f FILE` only looks; without such an option the file is a new key. */
export function readKeyFile({ draft, words }: Call): void {
  const looks = hasOption(words, '-l -y -e -B -L -F -Q');
  const shows = hasOption(words, '-l');
  for (const word of optionWords(words, '-f')) {
    // Of a public key only the fingerprint is printed.
    if (shows && word.value?.endsWith('.pub') === true) continue;
    addPath(draft, looks ? 'read' : 'write', word);
  }
}

/** `nc host port`, `telnet host`: whatever comes in is sent. */
export function readConnection({ draft, words }: Call): void {
  const [host] = words.operands;
  if (hasOption(words, '-e -c --exec --sh-exec --lua-exec') || host === undefined) {
    return addExecute(draft);
  }
  addHost(draft, host, hasOption(words, '-z') ? 'get' : 'send');
}
