import { readCurl, readHttpie, readWget } from '../network/read-curl.ts';
import { readNames } from '../network/read-names.ts';
import { readConnection, readKeyFile, readScp } from '../network/read-transfer.ts';
import type { Rows } from '../row.ts';

/** Servers, names and keys. */
export const NETWORK_PROGRAMS: Rows = {
  curl: {
    about: 'asks servers; sends and writes files',
    options: {
      flag:
        '-s -S -L -f -k -v -i -I -g -G -N -O -J -R -a -n -p -q -l -B -j -M -Z -# -0 -1 -2 -3 -4 -6 --silent ' +
        '--show-error --location --location-trusted --fail --fail-with-body --fail-early --insecure ' +
        '--verbose --include --head --globoff --get --no-buffer --remote-name --remote-name-all ' +
        '--remote-header-name --remote-time --append --netrc --netrc-optional --proxytunnel --disable ' +
        '--compressed --compressed-ssh --http1.0 --http1.1 --http2 --http2-prior-knowledge --http3 ' +
        '--ipv4 --ipv6 --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 --anyauth --basic --digest ' +
        '--ntlm --negotiate-is --tcp-nodelay --tcp-fastopen --no-progress-meter ' +
        '--progress-bar --create-dirs --crlf --raw --retry-all-errors --retry-connrefused --parallel ' +
        '--no-keepalive --no-sessionid --ssl --ssl-reqd --styled-output --no-styled-output ' +
        '--trace-time --tr-encoding --xattr --no-clobber --suppress-connect-headers --next ' +
        '--parallel-immediate --junk-session-cookies --list-only --use-ascii --no-location ' +
        '--post301 --post302 --post303 --false-start --haproxy-protocol --no-alpn --no-npn',
      value:
        '-X --request -H --header --proxy-header -d --data --data-ascii --data-binary --data-raw ' +
        '--data-urlencode --json --url-query -F --form --form-string -b --cookie -o --output ' +
        '-D --dump-header -c --cookie-jar --output-dir -A --user-agent -e --referer -u --user -w ' +
        '--write-out -m --max-time --connect-timeout --retry --retry-delay --retry-max-time -r ' +
        '--range --limit-rate --max-filesize --max-redirs -z --time-cond -C --continue-at --ciphers ' +
        '--tls-max --tls13-ciphers -y --speed-time -Y --speed-limit --interface --local-port ' +
        '--keepalive-time --parallel-max --oauth2-bearer --create-file-mode --proto --proto-redir ' +
        '--proto-default --pass --cert-type --key-type --url --rate -t --aws-sigv4 --happy-eyeballs-timeout-ms ' +
        '--expect100-timeout --pinnedpubkey --curves --noproxy --login-options -K --config',
      read: '-T --upload-file -E --cert --key --cacert --capath --netrc-file --etag-compare --crlfile',
      write: '--trace --trace-ascii --stderr --etag-save --libcurl --hsts --alt-svc',
      send: '-x --proxy --preproxy --socks4 --socks4a --socks5 --socks5-hostname --doh-url --proxy1.0',
      refuse:
        '--unix-socket --abstract-unix-socket --connect-to --resolve -Q --quote --prequote ' +
        '--postquote --engine --ftp-account --dns-servers --variable --expand-url',
    },
    read: readCurl,
  },
  'wget wget2': {
    about: 'fetches files from servers',
    options: {
      flag:
        '-q -v -c -N -nc -nv -S -4 -6 -k -K -E -H -L -np -nd -nH -r -m -p -x -b -d --quiet --verbose ' +
        '--no-verbose --continue --timestamping --no-clobber --server-response --spider ' +
        '--inet4-only --inet6-only --convert-links --recursive --mirror --page-requisites ' +
        '--no-parent --no-check-certificate --show-progress --no-directories --no-host-directories ' +
        '--content-disposition --trust-server-names --https-only --no-cookies --no-cache ' +
        '--no-hsts --no-netrc --span-hosts --adjust-extension --no-config --background',
      value:
        '-t --tries -T --timeout -w --wait -l --level -A --accept -R --reject -D --domains -U ' +
        '--user-agent --header --user --password --http-user --http-password --post-data --method ' +
        '--body-data --referer --limit-rate --max-redirect --progress --waitretry --random-wait? ' +
        '--cut-dirs --dns-timeout --connect-timeout --read-timeout -Q --quota --secure-protocol -P ' +
        '--directory-prefix -B --base --compression --retry-on-http-error --exclude-domains -X -I',
      read: '-i --input-file --post-file --body-file --load-cookies --ca-certificate --certificate --private-key',
      write: '-O --output-document -o --output-file -a --append-output --save-cookies --warc-file',
      refuse: '-e --execute --config --use-askpass',
    },
    read: readWget,
  },
  'http https xh xhs': {
    about: 'asks servers; sends and writes files',
    lenient: true,
    options: {
      value: '-a --auth -A --auth-type -p --print --pretty -s --style --session --timeout --verify',
      write: '-o --output',
      send: '--proxy',
      read: '--cert --cert-key',
    },
    read: readHttpie,
  },
  aria2c: {
    about: 'fetches files from servers',
    options: {
      flag: '-c -q -V -Z --continue --quiet',
      value: '-x -s -j -k -m -t -o --out -d --dir --max-connection-per-server --split --header',
      read: '-i --input-file',
    },
    always: ['work'],
    operands: ['get'],
  },
  'nc ncat netcat telnet': {
    about: 'sends its input to a server; with `-e` runs a program for it',
    options: {
      flag: '-z -v -n -u -4 -6 -t -C -N -k -d -r',
      value: '-w -p -s -i -q -x -X --exec',
      runs: '-l --listen -e? -c? -U --sh-exec --lua-exec',
    },
    read: readConnection,
  },
  'scp pscp': {
    about: 'copies files from and to other machines',
    options: {
      flag: '-r -p -q -v -C -4 -6 -B -3 -A -O -T -s',
      value: '-P -l -c -o -i -X',
      run: '-S -D -F -J',
    },
    read: readScp,
  },
  'ping ping6 fping dig nslookup host drill traceroute tracepath mtr whois nmap': {
    about: 'asks for names and ways of the network',
    lenient: true,
    options: {
      value: '-c -i -t -w -W -s -p -m -q -x -I -M -b',
      read: '-f -iL',
      write: '-oN -oX -oG -oA -oS',
      run: '--script --datadir',
    },
    read: readNames,
  },
  'netstat ss lsof': {
    about: 'prints facts about the network',
    lenient: true,
    options: { value: '-i -p -c -u -g -t -a', runs: '-K -D' },
  },
  'ifconfig iwconfig': {
    about: 'prints facts about interfaces; further words change them',
    lenient: true,
    operands: ['value', 'runs'],
  },
  'route arp': {
    about: 'prints ways of the network; words change them',
    lenient: true,
    operands: ['runs'],
  },
  ip: {
    about: 'prints and changes facts about the network',
    lenient: true,
    options: {
      flag: '-4 -6 -s -j -p -br -brief -c? -color -d -o -json',
      runs: '-b -batch -force -n',
    },
    subs: {
      'addr address a link l route r neigh neighbor rule': {
        lenient: true,
        subs: { 'show list ls get': { lenient: true } },
        other: { lenient: true, always: ['execute'] },
      },
    },
  },
  openssl: {
    about: 'computes digests; reads, makes and converts keys and certificates; connects to servers',
    single: true,
    subs: {
      'version help list ciphers speed prime errstr': { lenient: true },
      'dgst sha256 sha512 md5 sha1': {
        single: true,
        lenient: true,
        options: {
          write: '-out',
          read: '-sign -verify -prverify -signature',
          value: '-hmac -macopt',
        },
        operands: ['read'],
      },
      'x509 req rsa pkey ec pkcs12 pkcs8 genrsa genpkey ecparam dsaparam rand base64 enc asn1parse crl verify smime cms pkcs7 dhparam passwd':
        {
          single: true,
          lenient: true,
          options: {
            read: '-in -key -CA -CAkey -CAfile -inkey -certfile -config -extfile -kfile -signkey -keyin -untrusted',
            write: '-out -keyout',
            value:
              '-subj -days -addext -newkey -passin -passout -name -k -K -iv -pass -algorithm -pkeyopt ' +
              '-set_serial -extensions -inform -outform -S -md',
            refuse: '-engine -provider -provider-path',
          },
        },
      s_client: {
        single: true,
        lenient: true,
        options: {
          send: '-connect -host -proxy',
          value: '-servername -port -alpn -starttls',
          read: '-CAfile -cert -key',
        },
      },
    },
  },
  'ssh-keygen': {
    about: 'makes and reads keys',
    lenient: true,
    options: {
      value: '-t -b -C -N -P -m -E -F -I -n -O -V -z -R -s -f',
      flag: '-l -y -e -B -L -i -p -v -q -H -Q -k -h',
      run: '-D -w',
    },
    read: readKeyFile,
  },
  'ssh-keyscan': {
    about: 'asks servers for their keys',
    lenient: true,
    options: { value: '-p -t -T', read: '-f' },
    operands: ['get'],
  },
  'ssh-agent': {
    about: 'starts an agent that keeps keys for this session',
    options: { flag: '-s -c -k', value: '-t' },
    operands: ['run'],
  },
  'ssh-add ssh-copy-id': {
    about: 'hands keys to others',
    always: ['execute'],
    lenient: true,
  },
  'gpg gpg2': {
    about: 'signs, verifies, encrypts, decrypts; gives out keys',
    lenient: true,
    options: {
      value:
        '-u -r --local-user --recipient --keyserver --passphrase --pinentry-mode --keyid-format',
      write: '-o --output',
      runs: '--photo-viewer --agent-program --exec-path',
    },
    operands: ['read'],
    modes: [
      {
        when: '--export-secret-keys --export-secret-subkeys -d --decrypt --export-ownertrust',
        always: ['use:gpg:read:secret'],
        operands: ['read'],
      },
      {
        when: '--delete-keys --delete-secret-keys --delete-secret-and-public-key --delete-key',
        always: ['use:gpg:delete:delete-key'],
      },
      {
        when: '--recv-keys --send-keys --search-keys --refresh-keys --import --gen-key --full-gen-key --edit-key --quick-gen-key --sign-key --lsign-key',
        always: ['use:gpg:write:keys', 'execute'],
      },
    ],
  },
};
