import type { Word } from '../../model/invocation.ts';
import { addServer } from '../add-host.ts';
import { applySpec } from '../apply-spec.ts';
import { addPath, refuse, type Call, type Draft } from '../draft.ts';
import { hasOption } from '../read-words.ts';
import type { Spec } from '../row.ts';

const RSYNC: Spec = {
  options: {
    flag:
      '-a -v -q -c -r -R -u -l -L -k -K -H -p -E -A -X -o -g -D -t -O -J -S -n -W -x -m -z -P -h -i -b ' +
      '-d -F -C -0 -4 -6 -U -N -y -s --archive --verbose --quiet --checksum --recursive --relative ' +
      '--update --inplace --append --append-verify --dirs --links --copy-links --safe-links ' +
      '--copy-unsafe-links --copy-dirlinks --keep-dirlinks --hard-links --perms --executability ' +
      '--acls --xattrs --owner --group --devices --specials --times --omit-dir-times --sparse ' +
      '--dry-run --whole-file --one-file-system --existing --ignore-existing --delete ' +
      '--delete-before --delete-during --delete-delay --delete-after --delete-excluded ' +
      '--ignore-errors --force --partial --delay-updates --prune-empty-dirs --numeric-ids ' +
      '--size-only --ignore-times --fuzzy --compress --cvs-exclude --from0 --stats --no-owner ' +
      '--human-readable --progress --itemize-changes --list-only --mkpath --remove-source-files ' +
      '--no-perms --no-group --no-times --no-links --no-relative --old-args --protect-args ' +
      '--ipv4 --ipv6 --info? --debug? --backup --preallocate --secluded-args --atimes --crtimes',
    value:
      '-B -f -M -T -@ --chmod --chown --max-size --min-size --max-delete --timeout --contimeout ' +
      '--modify-window --exclude --include --filter --port --bwlimit --out-format --protocol ' +
      '--usermap --groupmap --suffix --block-size --skip-compress --compress-level --compress-choice ' +
      '--sockopts --outbuf --info --debug --iconv --checksum-choice --stop-after --address ' +
      '--compare-dest --copy-dest --link-dest --temp-dir --partial-dir --backup-dir',
    read: '--exclude-from --include-from --files-from --password-file',
    write: '--log-file --write-batch',
    script: '-e --rsh',
    run: '--rsync-path',
    runs: '--daemon --server --copy-devices --write-devices --early-input --read-batch',
  },
  read: readSorted,
};

/** `rsync`: reads the sources, writes the destination; with `--delete` the rest there is lost. */
export function readRsync({ draft, words }: Call): void {
  applySpec(draft, RSYNC, words.operands);
}

function readSorted({ draft, words }: Call): void {
  if (words.operands.some(({ value }) => value === undefined)) return refuse(draft);
  const dry = hasOption(words, '-n --dry-run --list-only');
  const sources = words.operands.length > 1 ? words.operands.slice(0, -1) : words.operands;
  const destination = words.operands.length > 1 ? words.operands.at(-1) : undefined;
  const sent = destination !== undefined && remoteHost(destination) !== undefined;
  for (const source of sources) {
    const host = remoteHost(source);
    if (host !== undefined) addServer(draft, host);
    else {
      addPath(draft, 'read', source, 'tree');
      if (hasOption(words, '--remove-source-files')) addPath(draft, 'delete', source, 'tree');
    }
  }
  if (destination === undefined || dry) return;
  if (sent) addServer(draft, remoteHost(destination) ?? '', 'put');
  else writeTree(draft, destination, hasOption(words, DELETES));
}

const DELETES =
  '--delete --delete-before --delete-during --delete-delay --delete-after --delete-excluded';

function writeTree(draft: Draft, destination: Word, deletes: boolean): void {
  addPath(draft, 'write', destination, 'tree');
  if (deletes) addPath(draft, 'delete', destination, 'tree');
}

/** The host of `user@host:path`, `host::module` and `rsync://host/module`; none for a file. */
export function remoteHost({ value }: Word): string | undefined {
  if (value === undefined) return undefined;
  const url = /^(?:rsync|scp|sftp|ssh):\/\/(?:[^@/]*@)?([^:/]*)/.exec(value);
  if (url !== null) return url[1];
  const colon = value.indexOf(':');
  if (colon <= 0 || value.slice(0, colon).includes('/')) return undefined;
  return value.slice(value.lastIndexOf('@', colon) + 1, colon);
}
