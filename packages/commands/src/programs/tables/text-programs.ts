import { readCompress, readSevenZip, readUnzip, readZip } from '../files/read-file-programs.ts';
import { readPatch } from '../git/read-apply.ts';
import { readTar } from '../files/read-tar.ts';
import type { Rows } from '../row.ts';

const COMPRESS_FLAGS =
  '-c -d -f -h -k -l -n -N -q -r -t -v -z -e -1 -2 -3 -4 -5 -6 -7 -8 -9 -0 --stdout --to-stdout ' +
  '--decompress --uncompress --compress --force --keep --list --no-name --name --quiet --recursive ' +
  '--test --verbose --fast --best --extreme --rm --long? --ultra --no-progress --ultra --adapt';

/** Text and archives. */
export const TEXT_PROGRAMS: Rows = {
  sort: {
    about: 'sorts lines',
    options: {
      flag:
        '-b -d -f -g -i -M -h -n -r -R -V -c -C -m -s -u -z --ignore-leading-blanks ' +
        '--dictionary-order --ignore-case --general-numeric-sort --ignore-nonprinting --month-sort ' +
        '--human-numeric-sort --numeric-sort --random-sort --reverse --version-sort --check? --merge ' +
        '--stable --unique --zero-terminated --debug --mmap',
      value: '-k -t -S --key --field-separator --buffer-size --parallel --batch-size --sort',
      read: '--files0-from --random-source',
      write: '-o --output -T --temporary-directory',
      run: '--compress-program',
    },
    operands: ['read'],
  },
  uniq: {
    about: 'drops repeated lines; a second file is written',
    lenient: true,
    options: { value: '-f -s -w --skip-fields --skip-chars --check-chars' },
    operands: ['read', 'write'],
  },
  cut: {
    about: 'reads columns of files',
    lenient: true,
    options: { value: '-b -c -d -f --bytes --characters --delimiter --fields --output-delimiter' },
    operands: ['read'],
  },
  'paste pr comm look tsort ptx': {
    about: 'reads lines of files',
    lenient: true,
    options: {
      value: '-d -h -l -w -o -N --delimiters --header --length --width --output-delimiter',
    },
    operands: ['read'],
  },
  column: {
    about: 'prints lines in columns',
    lenient: true,
    options: { value: '-s -c -o -N -H -R -T -W -O --separator --output-separator --table-columns' },
    operands: ['read'],
  },
  join: {
    about: 'joins lines of two files',
    lenient: true,
    options: { value: '-1 -2 -a -e -j -o -t -v' },
    operands: ['read'],
  },
  'tr figlet cowsay lolcat': { about: 'changes its input', lenient: true },
  'diff sdiff diff3 cmp colordiff wdiff icdiff difft delta': {
    about: 'compares files',
    lenient: true,
    options: {
      value:
        '-U -C -I -x -F -L -W --unified? --context? --exclude --label --ignore-matching-lines --color?',
      read: '-X --exclude-from',
      run: '--diff-program --pager',
      write: '-o --output',
    },
    operands: ['readTree'],
  },
  'shuf pbcopy pbpaste xclip xsel wl-copy wl-paste clip': {
    about: 'passes text on',
    lenient: true,
    options: { value: '-i -n -selection -sel --head-count --input-range', write: '-o --output' },
    operands: ['read'],
  },
  iconv: {
    about: 'changes the encoding of files',
    lenient: true,
    options: { value: '-f -t --from-code --to-code', write: '-o --output' },
    operands: ['read'],
  },
  'dos2unix unix2dos mac2unix': {
    about: 'rewrites files with other line ends',
    lenient: true,
    options: { value: '-c --convmode', write: '-n' },
    operands: ['edit'],
  },
  jq: {
    about: 'reads JSON files',
    lenient: true,
    options: {
      flag:
        '-c -r -j -s -n -e -S -C -M -a --tab --seq --stream --slurp --raw-output --null-input ' +
        '--compact-output --exit-status --sort-keys --raw-input -R --color-output',
      value: '--indent --arg --argjson',
      read: '--slurpfile --rawfile',
      code: '-L --library-path',
    },
    operands: ['value', 'read'],
    // Those take two words, of which the second one is a file.
    modes: [{ when: '-f --from-file --slurpfile --rawfile', operands: ['read'] }],
  },
  'yq dasel gron xq tomlq': {
    about: 'reads YAML, TOML and XML files; `-i` changes them',
    lenient: true,
    options: {
      value: '-p -o -I --indent --arg --argjson --input-format --output-format -t -w -y',
      flag: '-i --inplace --in-place',
      write: '--split-exp -s',
      read: '--from-file --split-exp-file',
    },
    operands: ['value', 'read'],
    modes: [{ when: '-i --inplace --in-place', operands: ['value', 'edit'] }],
  },
  xmllint: {
    about: 'reads XML files',
    lenient: true,
    options: {
      value: '--xpath --encode --pattern --maxmem --path',
      read: '--schema --relaxng --dtdvalid',
      write: '--output -o',
      runs: '--shell',
    },
    operands: ['read'],
  },
  patch: {
    about: 'changes the files that a patch names, somewhere in the folder',
    options: {
      flag:
        '-b -c -e -E -f -l -n -N -R -s -t -T -u -v -Z --backup --context --dry-run --ed --force ' +
        '--forward --reverse --silent --quiet --batch --unified --verbose --binary --posix ' +
        '--remove-empty-files --ignore-whitespace --no-backup-if-mismatch --backup-if-mismatch --merge?',
      value: '-B -D -F -g -p -V -Y -z --strip --fuzz --ifdef --prefix --suffix --version-control',
      folder: '-d --directory',
      read: '-i --input',
      write: '-o --output -r --reject-file',
    },
    operands: ['edit', 'read'],
    read: readPatch,
  },
  pandoc: {
    about: 'turns documents into others',
    lenient: true,
    options: {
      write: '-o --output --log --extract-media',
      value: '-f --from -t --to -V --variable -M --metadata --toc-depth --wrap --columns',
      read: '--template --css -H -B -A --include-in-header --bibliography --csl --reference-doc',
      code: '-d --defaults --data-dir',
      run: '-F --filter -L --lua-filter --pdf-engine --pdf-engine-opt',
    },
    operands: ['source'],
  },
  envsubst: { about: 'fills variables into text', lenient: true },
  bc: {
    about: 'computes',
    options: { flag: '-l -q -s -w -i -h --mathlib --quiet --standard --warn --interactive' },
    operands: ['read'],
  },
  'tar gtar bsdtar': { about: 'packs and unpacks archives', raw: true, read: readTar },
  zip: {
    about: 'packs files',
    options: {
      flag:
        '-r -j -q -v -m -u -f -d -g -D -X -y -l -0 -1 -2 -3 -4 -5 -6 -7 -8 -9 -e -o -A -S ' +
        '--recurse-paths --move --junk-paths --quiet --symlinks -@',
      value: '-x -i -n -t -b -P -s --exclude --include --password',
      run: '-TT --unzip-command',
    },
    read: readZip,
  },
  'zcat bzcat xzcat zstdcat zless zmore lz4cat gzcat zipinfo lsar': {
    about: 'reads archives',
    lenient: true,
    operands: ['read'],
  },
  unzip: {
    about: 'unpacks archives',
    options: {
      flag: '-l -t -v -p -Z -c -o -n -q -j -a -u -f -x -C -L -X -1 -2 -s -m -h -z -T -k -D',
      value: '-d -P -O',
    },
    read: readUnzip,
  },
  'gzip gunzip pigz unpigz bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd compress uncompress': {
    about: 'replaces files by compressed or expanded ones',
    options: {
      flag: COMPRESS_FLAGS,
      value: '-S -p -T -b --suffix --threads --memlimit --block-size -M',
      write: '-o --output-dir-flat',
    },
    read: readCompress,
  },
  'brotli lz4': {
    about: 'writes compressed or expanded files',
    options: { flag: COMPRESS_FLAGS, value: '-q -w --quality', write: '-o --output' },
    read: readCompress,
  },
  '7z 7za 7zz 7zr': {
    about: 'packs and unpacks archives',
    lenient: true,
    options: { flag: '-y -r -bd', value: '-o -p -m -t -x -i -w -v -s -a' },
    read: readSevenZip,
  },
};
