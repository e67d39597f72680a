import { readCopy, readInstall, readLink, readMove } from '../files/read-copy.ts';
import { readChmod, readDd, readSplit } from '../files/read-file-programs.ts';
import { readRsync } from '../files/read-rsync.ts';
import { readDate, readPager } from '../services/read-system.ts';
import type { Rows } from '../row.ts';

/** Looking at files, copying, moving and removing them. */
export const FILE_PROGRAMS: Rows = {
  'ls dir vdir exa eza lsd': {
    about: 'reads the names in folders',
    lenient: true,
    options: { value: '-I -w -T --ignore --width --tabsize --hide' },
    operands: ['read'],
    none: 'read',
    modes: [{ when: '-R --recursive --tree', operands: ['readTree'], none: 'readTree' }],
  },
  'cat tac rev wc more cksum sum expand unexpand': {
    about: 'reads files',
    lenient: true,
    options: { value: '-t --tabs', read: '--files0-from', flag: '-t? -b -n -s' },
    operands: ['read'],
  },
  'fold fmt': {
    about: 'reads files',
    lenient: true,
    options: { value: '-w -g --width --goal' },
    operands: ['read'],
  },
  nl: {
    about: 'reads files',
    lenient: true,
    options: { value: '-b -d -f -h -i -l -n -s -v -w' },
    operands: ['read'],
  },
  'head tail': {
    about: 'reads files',
    lenient: true,
    options: { value: '-n -c -s --lines --bytes --pid --sleep-interval --max-unchanged-stats' },
    operands: ['read'],
  },
  'bat batcat': {
    about: 'reads files',
    lenient: true,
    options: {
      value:
        '-l -H -r -m --language --theme --line-range --style --highlight-line --tabs --color --paging',
      run: '--pager',
      flag: '-p -n -A --plain',
    },
    operands: ['read'],
  },
  'less pg most': {
    about: 'reads files',
    lenient: true,
    options: {
      value: '-b -h -j -p -P -t -x -y -z',
      write: '-o -O --log-file --LOG-FILE',
      read: '-k',
    },
    read: readPager,
  },
  'md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum md5 b3sum': {
    about: 'reads files and prints their digest',
    lenient: true,
    options: { value: '-a --algorithm -s --string' },
    operands: ['read'],
  },
  file: {
    about: 'tells what kind of files these are',
    lenient: true,
    options: {
      value: '-e -F -P --exclude --separator',
      read: '-f -m --files-from --magic-file',
      runs: '-C',
    },
    operands: ['read'],
  },
  stat: {
    about: 'reads facts about files',
    lenient: true,
    options: { value: '-c -f? --format --printf' },
    operands: ['read'],
    modes: [{ when: '-f', operands: ['value', 'read'] }],
  },
  'du dust ncdu': {
    about: 'reads sizes of files',
    lenient: true,
    options: {
      value: '-d -t -B -I --max-depth --block-size --exclude --threshold',
      read: '-X --exclude-from --files0-from -f',
      write: '-o',
    },
    operands: ['read'],
    none: 'read',
  },
  'df duf lsblk blkid findmnt': {
    about: 'reads facts about disks',
    lenient: true,
    options: { value: '-t -x -B -o --type --block-size --output' },
  },
  tree: {
    about: 'reads the names in folders',
    lenient: true,
    options: {
      value: '-L -P -I -H -T --filelimit --charset --timefmt --sort',
      write: '-o',
      read: '--fromfile? --infofile --gitfile',
    },
    operands: ['readTree'],
    none: 'readTree',
  },
  strings: {
    about: 'prints the text in files',
    lenient: true,
    options: { value: '-n -t -e -T --bytes --radix --encoding --target' },
    operands: ['read'],
  },
  'od hexdump hd': {
    about: 'prints the bytes of files',
    lenient: true,
    options: {
      value: '-A -j -N -S -t -s -n -e --address-radix --skip-bytes --read-bytes --format',
      read: '-f',
    },
    operands: ['read'],
  },
  xxd: {
    about: 'prints the bytes of a file; a second file is written',
    lenient: true,
    options: {
      value: '-c -cols -g -groupsize -l -len -n -name -o -s -seek -R',
      flag: '-r -p -ps -i -u -b -e -a -C',
    },
    operands: ['read', 'write'],
  },
  base64: {
    about: 'encodes or decodes a file',
    lenient: true,
    options: { value: '-w --wrap -b', read: '-i --input', write: '-o --output' },
    operands: ['read'],
  },
  'base32 basenc': {
    about: 'encodes or decodes a file',
    lenient: true,
    options: { value: '-w --wrap' },
    operands: ['read'],
  },
  'realpath readlink dirname basename pathchk': {
    about: 'reads names of files',
    lenient: true,
    options: { value: '-s --suffix --relative-to --relative-base' },
  },
  cp: {
    about: 'copies files',
    options: {
      flag:
        '-a -b -d -f -i -H -l -L -n -P -p -r -R -s -T -u -v -x -X -c --archive --attributes-only ' +
        '--backup? --force --interactive --link --dereference --no-clobber --no-dereference ' +
        '--preserve? --no-preserve --parents --recursive --reflink? --remove-destination --sparse? ' +
        '--strip-trailing-slashes --symbolic-link --no-target-directory --update? --verbose ' +
        '--one-file-system --debug --context? --copy-contents',
      value: '-t --target-directory -S --suffix',
    },
    read: readCopy,
  },
  mv: {
    about: 'moves files: writes the old and the new name',
    options: {
      flag:
        '-b -f -i -n -u -v -T -h -Z --backup? --force --interactive --no-clobber --update? ' +
        '--verbose --no-target-directory --strip-trailing-slashes --no-copy --exchange --debug',
      value: '-t --target-directory -S --suffix',
    },
    read: readMove,
  },
  ln: {
    about: 'gives a file another name: reads and writes it, writes the name',
    options: {
      flag:
        '-b -d -f -F -i -L -n -P -r -s -T -v -h --backup? --directory --force --interactive ' +
        '--logical --no-dereference --physical --relative --symbolic --no-target-directory --verbose',
      value: '-t --target-directory -S --suffix',
    },
    read: readLink,
  },
  'install ginstall': {
    about: 'copies files and sets their modes',
    options: {
      flag:
        '-b -c -C -d -D -p -s -T -v --backup? --compare --directory --preserve-timestamps --strip ' +
        '--no-target-directory --verbose',
      value: '-g -m -o -S -t --group --mode --owner --suffix --target-directory',
      run: '--strip-program',
    },
    read: readInstall,
  },
  rm: {
    about: 'deletes files',
    options: {
      flag:
        '-f -i -I -d -v -P -x -W --force --interactive? --dir --verbose --one-file-system ' +
        '--preserve-root? --no-preserve-root -r -R --recursive',
    },
    operands: ['delete'],
    modes: [{ when: '-r -R --recursive', operands: ['deleteTree'] }],
  },
  'unlink trash trash-put rimraf del-cli': {
    about: 'deletes files',
    options: {
      flag: '-f -v -r -g --glob --force --verbose -rf --preserve-root --no-preserve-root',
    },
    operands: ['deleteTree'],
  },
  shred: {
    about: 'overwrites files so that nothing of them is left',
    options: {
      flag: '-f -u -v -x -z --force --remove? --verbose --exact --zero',
      value: '-n -s --iterations --size',
      read: '--random-source',
    },
    operands: ['delete'],
    // Unlike what `rm` takes, nothing can bring it back.
    always: ['destroy'],
  },
  rmdir: {
    about: 'deletes empty folders',
    options: { flag: '-p -v --parents --verbose --ignore-fail-on-non-empty' },
    operands: ['delete'],
  },
  mkdir: {
    about: 'makes folders',
    options: { flag: '-p -v -Z --parents --verbose --context?', value: '-m --mode' },
    operands: ['write'],
  },
  mktemp: {
    about: 'makes a new file or folder for a while',
    lenient: true,
    options: { flag: '-d -u -q --directory --quiet --dry-run', value: '-p --tmpdir? --suffix -t' },
  },
  touch: {
    about: 'makes files or sets their times',
    options: {
      flag: '-a -c -f -h -m --no-create --no-dereference',
      value: '-d -t --date --time -A',
      read: '-r --reference',
    },
    operands: ['write'],
  },
  chmod: {
    about: 'changes who may use files',
    options: {
      flag:
        '-c -f -v -R -r -w -x -X -s -t -u -g -o -h --changes --quiet --silent --verbose ' +
        '--no-preserve-root --preserve-root --recursive',
      read: '--reference',
    },
    read: readChmod,
  },
  'chown chgrp': {
    about: 'changes whose files are',
    options: {
      flag:
        '-c -f -v -R -h -H -L -P -n -x --changes --quiet --silent --verbose --no-preserve-root ' +
        '--preserve-root --recursive --dereference --no-dereference',
      value: '--from',
      read: '--reference',
    },
    operands: ['value', 'write'],
    modes: [{ when: '-R --recursive', operands: ['value', 'writeTree'] }],
  },
  dd: { about: 'copies bytes between files and devices', raw: true, read: readDd },
  truncate: {
    about: 'cuts files',
    options: { flag: '-c -o --no-create --io-blocks', value: '-s --size', read: '-r --reference' },
    operands: ['write'],
  },
  'split gsplit': {
    about: 'writes a file in pieces',
    options: {
      flag: '-d -e -u -x --numeric-suffixes? --hex-suffixes? --elide-empty-files --verbose --unbuffered',
      value:
        '-a -b -C -l -n -t -p --suffix-length --bytes --line-bytes --lines --number --separator ' +
        '--additional-suffix',
      script: '--filter',
    },
    read: readSplit,
  },
  csplit: {
    about: 'writes a file in pieces',
    options: {
      flag: '-k -s -q -z --keep-files --silent --quiet --elide-empty-files --suppress-matched',
      value: '-b -f -n --suffix-format --prefix --digits',
    },
    operands: ['read', 'value'],
    always: ['work'],
  },
  tee: {
    about: 'writes its input to files',
    options: { flag: '-a -i -p --append --ignore-interrupts --output-error?' },
    operands: ['write'],
  },
  rsync: { about: 'copies trees, here or to another machine', raw: true, read: readRsync },
  date: {
    about: 'prints times; `-s` sets the clock',
    lenient: true,
    options: {
      value: '-d --date -I? --iso-8601? --rfc-3339 -v -z -f',
      flag: '-u --utc --universal -j -n -R --rfc-email --debug --resolution',
      read: '--file -r --reference',
      privilege: '-s --set',
    },
    read: readDate,
  },
  getent: {
    about: 'asks for users, groups, services and names of the network',
    lenient: true,
    options: { value: '-s --service' },
    subs: {
      'hosts ahosts ahostsv4 ahostsv6': { lenient: true, operands: ['get'] },
      'shadow gshadow': { lenient: true, always: ['use:users:read:secret'] },
    },
    other: { lenient: true },
  },
  'pwd cal ncal seq yes sleep whoami id groups users who w arch nproc tty uname uptime': {
    about: 'prints facts; touches nothing',
    lenient: true,
  },
  'true false test [ expr factor numfmt printf echo getconf locale tput clear reset stty': {
    about: 'prints facts; touches nothing',
    lenient: true,
  },
  'hostname hostnamectl timedatectl': {
    about: 'prints names and times of the machine; does nothing more that is known',
    options: { flag: '-s -f -i -I -d -A --fqdn --short --all-fqdns --no-pager' },
    operands: ['refuse'],
    subs: { status: {}, show: { lenient: true } },
  },
};
