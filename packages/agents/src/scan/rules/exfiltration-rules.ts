import type { ScanRule } from '../scan-rule.ts';
import type { ScannedText } from '../text/scanned-text.ts';
import { anyOf, excerpt, inProse, inSource } from './finders.ts';
import { inOtherLanguages, SEND } from './other-languages.ts';

const SECRET_FILES =
  '(?:\\.env\\b(?!\\.(?:example|sample|template|dist))|id_(?:rsa|ed25519|ecdsa|dsa)\\b(?!\\.pub)|\\.ssh\\b|\\.aws\\/credentials|\\.netrc|\\.npmrc|\\.pypirc|\\.git-credentials|\\.kube\\/config|kubeconfig|\\.docker\\/config\\.json|\\.gnupg|\\.pgpass|\\/etc\\/(?:passwd|shadow)|credentials\\.json|\\.bash_history|\\.zsh_history|Login Data|\\.pem\\b|\\.p12\\b|wallet\\.dat)';
const NOUNS =
  '(?:environment variables?|env vars?|process environment|(?:api|access|secret|private|ssh|signing|encryption|deploy) keys?|secrets?|credentials?|passwords?|passphrases?|(?:access |auth |session |api |bearer |github |oauth )?tokens?|\\.env\\b(?: files?)?|cookies|session cookies|conversation|chat (?:history|log)|system prompt|contents? of \\S{0,40}(?:~|\\/etc|\\.ssh|\\.env|\\.aws|\\.kube)\\S{0,40}|source code|\\/etc\\/passwd|kubeconfig|id rsa|customer (?:data|records|list)|personal data|entire (?:repository|codebase|workspace)|browser history|private files|known hosts|git remote url|clipboard|messages the user|the users? (?:messages|prompts?|input|files|questions?|answers?))';

/** Ways in which data leaves. */
export const EXFILTRATION_RULES = {
  exfil_command: {
    severity: 'error',
    about: 'A command that sends the environment, keys or files with secrets to another machine.',
    hint: 'delete it, and change every secret that it may have sent',
    quotable: true,
    find: anyOf(
      inSource({
        needs: [
          'curl',
          'wget',
          'nc ',
          'ncat',
          'socat',
          'mail',
          'iwr',
          'invoke-',
          'scp ',
          'rsync',
          'telnet',
          'openssl s_client',
          'gh gist',
          'aws s3',
        ],
        patterns: [
          new RegExp(
            `(?:\\b(?:env|printenv|export -p|declare -x|set)\\b(?![.\\w])|\\b(?:cat|tar|zip|head|tail|gzip|base64|find|grep|xxd)\\s[^\\n|]{0,120}${SECRET_FILES})[^\\n|]{0,80}\\|(?:[^\\n|]{0,60}\\|){0,2}[^\\n|]{0,40}\\b(?:curl|wget|nc|ncat|socat|telnet|mail|sendmail|openssl s_client|Invoke-\\w{7,10})\\b`,
            'gi',
          ),
          /\b(?:curl|wget|https?ie|iwr|irm|invoke-webrequest|invoke-restmethod)\b[^\n|;]{0,400}/gi,
          new RegExp(
            `\\b(?:scp|rsync|nc|ncat|gh gist create|aws s3 cp|gsutil cp|rclone copy)\\b[^\\n]{0,160}${SECRET_FILES}[^\\n]{0,80}(?:@|:|<|s3:|gs:|$)`,
            'gim',
          ),
        ],
        says: sendsSecrets,
      }),
      inSource({
        needs: ['environ', 'process', 'open(', 'readfile', 'get-content', 'file_get_contents'],
        patterns: [
          new RegExp(
            `\\b(?:requests\\.(?:post|get|put|request)|urlopen|Request|fetch|axios(?:\\.\\w{3,6})?|https?\\.(?:post|request|get)|sendBeacon|httpx\\.\\w{3,5})\\s{0,2}\\([^\\n]{0,300}(?:os\\.environ\\b(?!\\s{0,2}(?:\\[|\\.get))|process\\.env\\b(?!\\s{0,2}[.[])|(?:open|readFile(?:Sync)?|file_get_contents|read_text)\\s{0,2}\\(\\s{0,2}[^\\n)]{0,80}${SECRET_FILES})`,
            'gi',
          ),
          /\bGet-(?:ChildItem|Item|Content)\s{1,4}["']?(?:env:|\$env:USERPROFILE)[^\n|]{0,80}\|[^\n]{0,120}\bInvoke-(?:WebRequest|RestMethod)\b/gi,
        ],
        says: (match) => `sends secrets of this machine away: ${JSON.stringify(excerpt(match[0]))}`,
      }),
    ),
  },
  exfil_prose: {
    severity: 'error',
    about: 'Tells the model to send secrets, files or the conversation to an address.',
    hint: 'delete the passage; name what is sent, to whom and why, and let the person send it',
    quotable: true,
    find: anyOf(
      inProse({
        needs: [
          'send',
          'post',
          'upload',
          'transmit',
          'forward',
          'exfiltrat',
          'leak',
          'mail',
          'copy',
          'submit',
          'push',
          'report',
          'append',
          'include',
          'embed',
          'encode',
          'attach',
          'share',
          'deliver',
          'pass',
          'put',
          'beacon',
          'publish',
          'add',
        ],
        patterns: [
          new RegExp(
            `\\b(?:send|posts?|upload|transmit|forward|exfiltrate|leak|e-?mail|copy|submit|push|report|append|include|embed|encode|attach|share|deliver|pass|put|publish|add|beacon)(?:ing|s)?\\b[^\\n.]{0,80}?\\b${NOUNS}[^\\n]{0,100}?(?:\\bto https?:\\/\\/|\\bhttps?:\\/\\/(?!(?:localhost|127\\.))|\\bto (?:this|the following|my|our|an external|a remote|an? attacker\\w{0,2}|the collection|the remote|an outside) (?:url|webhook|endpoint|server|address|host|api|site|domain|email)|\\bto [\\w.+-]{1,40}@[\\w.-]{1,40}\\.[a-z]{2,8}|\\bwebhook|\\b(?:in|as|into) (?:the |a |an )?(?:query|url|image (?:url|link|source)|dns|subdomain|hostname|get parameter))`,
            'g',
          ),
          new RegExp(
            `\\b(?:collect|gather|read|find|extract|dump|list|grab|harvest|locate|scan for|take)\\b[^\\n.]{0,60}?\\b${NOUNS}[^\\n.]{0,80}?\\b(?:and|then) (?:\\w{2,10} )?(?:send|post|upload|transmit|forward|exfiltrate|email|submit|push|append|encode|publish)\\b[^\\n]{0,60}?(?:https?:\\/\\/|webhook|\\bto (?:the following|this|my|our|an external|a remote) |@[\\w.-]{1,40}\\.[a-z]{2,8}|server|endpoint|url)`,
            'g',
          ),
        ],
        says: (match, text) =>
          isUsualLogin(match[0]) || text.path.endsWith('.lock')
            ? undefined
            : `tells the model to send data away: ${JSON.stringify(excerpt(match[0]))}`,
      }),
      inOtherLanguages(
        SEND,
        'tells the model, in another language than English, to send data away',
      ),
    ),
  },
  exfil_host: {
    severity: 'warning',
    about: 'An address of a service that only collects what is sent to it, or of a tunnel.',
    hint: 'name the service that is meant; for tests use localhost',
    quotable: true,
    find: inSource({
      needs: [
        'webhook.site',
        'requestbin',
        'pipedream.net',
        'ngrok',
        'interact.sh',
        'oast.',
        'oastify',
        'burpcollaborator',
        'dnslog',
        'ceye.io',
        'requestcatcher',
        'beeceptor',
        'transfer.sh',
        'discord.com/api/webhooks',
        'discordapp.com/api/webhooks',
        'api.telegram.org/bot',
        'hookbin',
        'canarytokens',
        'trycloudflare.com',
        'serveo.net',
        'localtunnel.me',
        'loca.lt',
        'postb.in',
        'mockbin',
        'file.io',
        '0x0.st',
        'paste.rs',
        'termbin',
      ],
      patterns: [
        /\b(?:webhook\.site|requestbin\.(?:com|net)|pipedream\.net|ngrok\.io|ngrok-free\.(?:app|dev)|ngrok\.app|interact\.sh|oast\.(?:me|fun|live|pro|site|online)|oastify\.com|burpcollaborator\.net|dnslog\.cn|ceye\.io|requestcatcher\.com|beeceptor\.com|transfer\.sh|hookbin\.com|canarytokens\.(?:com|org)|trycloudflare\.com|serveo\.net|localtunnel\.me|loca\.lt|postb\.in|0x0\.st|paste\.rs|termbin\.com)\b/gi,
        /\b(?:discord(?:app)?\.com\/api\/webhooks\/|api\.telegram\.org\/bot)[\w:-]{1,60}/gi,
        /https?:\/\/file\.io\b/gi,
      ],
      says: (match) => `${JSON.stringify(excerpt(match[0]))} takes whatever is sent to it`,
    }),
  },
  exfil_dns: {
    severity: 'error',
    about: 'A name that is looked up carries data: DNS passes where nothing else does.',
    hint: 'delete it',
    quotable: true,
    find: inSource({
      needs: [
        'dig ',
        'nslookup',
        'host ',
        'ping',
        'resolve-dnsname',
        'getaddrinfo',
        'gethostbyname',
        'dns.lookup',
        'dns.resolve',
      ],
      patterns: [
        /\b(?:dig|nslookup|host|ping6?|drill)\b[^\n$]{0,60}["']?(?:\$\([^\n)]{1,200}\)|\$\{?[A-Z_]{0,30}(?:SECRET|TOKEN|KEY|PASSWORD|DATA|PAYLOAD)\w{0,20}\}?)["']?\.[\w.-]{0,80}[a-z]{2,}/gi,
        /\b(?:resolve-dnsname|getaddrinfo|gethostbyname|dns\.(?:lookup|resolve\w{0,4}))\b[^\n]{0,60}(?:environ|process\.env|b64encode|\.hex\(|toString\(["'](?:hex|base64)|\$env:|secret|token)/gi,
      ],
      says: (match) =>
        `data leaves in a name that is looked up: ${JSON.stringify(excerpt(match[0]))}`,
    }),
  },
  exfil_image: {
    severity: 'error',
    about: 'An image or a link whose address takes data along: showing it sends them.',
    hint: 'take the data out of the address',
    quotable: true,
    find: anyOf(
      inSource({
        needs: ['](http', '<img', '](<http', '](//'],
        patterns: [
          /(!?)\[[^\]\n]{0,200}\]\(\s{0,4}<?(?:https?:)?\/\/[^\s)>]{1,300}/gi,
          /<(img)\b[^<>]{0,80}\bsrc\s{0,2}=\s{0,2}["']?(?:https?:)?\/\/[^\s"'<>]{1,300}(?:<[\w -]{1,40}>[^\s"'<>]{0,60})?/gi,
        ],
        says: carriesData,
      }),
      inProse({
        needs: [
          'image',
          'img',
          'pixel',
          'link',
          'markdown',
          'badge',
          '画像',
          '图片',
          'изображен',
          'bild',
        ],
        patterns: [
          new RegExp(
            `\\b(?:render|display|insert|include|add|output|show|embed|emit|create|end (?:\\w{2,12} ){0,3}with|put)\\b[^\\n.]{0,50}\\b(?:image|img|pixel|picture|badge|link|icon)s?\\b[^\\n]{0,140}\\b(?:url|query|parameter|src|link|https?:)[^\\n]{0,120}?\\b(?:${NOUNS}|encoded|summary of (?:the|this)|everything the user|what the user|file contents?|user data)`,
            'g',
          ),
          /(?:图片|圖片|图像)[^。\n]{0,40}(?:url|链接|地址|参数)[^。\n]{0,40}(?:对话|密钥|密码|数据|内容|令牌)/g,
        ],
        says: (match) =>
          `data leaves in the address of an image: ${JSON.stringify(excerpt(match[0]))}`,
      }),
    ),
  },
  exfil_read_secret: {
    severity: 'warning',
    about: 'Reads keys, logins or what a cloud tells its machines about themselves.',
    hint: 'let the tool that owns the secret use it; an agent need not see it',
    quotable: true,
    find: inSource({
      needs: [
        'id_rsa',
        'id_ed25519',
        'id_ecdsa',
        '.aws/credentials',
        '.netrc',
        '.git-credentials',
        'config.json',
        '/etc/shadow',
        '.gnupg',
        'login data',
        '.pgpass',
        '169.254.169.254',
        'metadata.google.internal',
        'security find-',
        'cookies.sqlite',
        'keychain',
        '.kube/config',
        'wallet.dat',
      ],
      patterns: [
        /\b(?:cat|less|head|tail|more|open|read|print|cp|base64|type|include|load|view|show|xxd|strings|extract)\b[^\n|]{0,40}[\s"'`(](?:~|\$HOME|\$\{HOME\}|\/root|\/home\/[\w$-]{1,32}|%USERPROFILE%)?[\w/\\.~$-]{0,40}(?:\.ssh\/id_(?:rsa|ed25519|ecdsa)\b(?!\.pub)|id_(?:rsa|ed25519|ecdsa)\b(?!\.pub)|\.aws\/credentials|\.netrc\b|\.git-credentials|\.docker\/config\.json|\/etc\/shadow|\.gnupg\/|Login Data|\.pgpass|cookies\.sqlite|wallet\.dat|\.kube\/config)/gi,
        /(?:https?:\/\/)?(?:169\.254\.169\.254|metadata\.google\.internal)\/[\w/.-]{0,120}/gi,
        /\bsecurity\s{1,4}(?:find-(?:generic|internet)-password|dump-keychain)\b[^\n]{0,60}/gi,
      ],
      says: (match) => `reads a secret: ${JSON.stringify(excerpt(match[0]))}`,
    }),
  },
} as const satisfies Readonly<Record<string, ScanRule>>;

const SECRET_FILE = new RegExp(SECRET_FILES, 'i');

function sendsSecrets(match: RegExpExecArray): string | undefined {
  const [call] = match;
  if (!/^(?:curl|wget|https?ie|iwr|irm|invoke-)/i.test(call)) {
    return `sends secrets of this machine away: ${JSON.stringify(excerpt(call))}`;
  }
  const body =
    /(?:\s(?:-d|-F|-T|--data(?:-\w{3,10})?|--form|--upload-file|--json|--post-(?:data|file)|--body-(?:data|file)|-body|-infile)\b|[?&][\w-]{1,30}=)/i.exec(
      call,
    );
  if (body === null) return undefined;
  const sent = call.slice(body.index);
  const takes =
    /\$\(\s{0,2}(?:env|printenv|set|cat|base64|whoami|hostname|tar|git config|security|find|history)\b/i.test(
      sent,
    ) ||
    /`(?:env|printenv|cat|whoami|hostname|base64)\b/i.test(sent) ||
    (SECRET_FILE.test(sent) &&
      /@|\bfile\b|--post-file|-T\b|--upload-file|-infile|<\(/i.test(sent)) ||
    (/@(?:-|\/proc\/self\/environ)\B/.test(sent) && /environ/.test(sent)) ||
    /https?:\/\/[^\s"']{1,200}[?&][^\s"']{0,80}=\$\{?\w{0,30}(?:SECRET|PASSWORD|API_?KEY|PRIVATE|ACCESS_KEY|CREDENTIAL)/i.test(
      call,
    );
  return takes ? `sends secrets of this machine away: ${JSON.stringify(excerpt(call))}` : undefined;
}

/** A login by the book sends credentials to who gave them out. */
function isUsualLogin(sentence: string): boolean {
  return /oauth|client credentials|refresh token|\/token\b|token endpoint|identity provider|sign-?in|log-?in|id token/.test(
    sentence,
  );
}

/** Names of placeholders that stand for what somebody said, read or has. */
const TAKEN =
  /secret|token|(?:^|[^a-z])key|env\b|environ|conversation|history|chat|message|prompt|context|output|answer|response|user_?(?:data|input|info|message)|file|password|passwd|credential|base64|b64|encoded|summary|contents?|payload|exfil|stolen|leak|cookie|source_?code|data\b/i;

function carriesData([whole, image]: RegExpExecArray, { raw }: ScannedText): string | undefined {
  const query = whole.indexOf('?');
  const holders = [
    ...whole.matchAll(
      /\{\{?\s{0,2}([^{}\n]{1,60})\}\}?|<([^<>\n]{1,60})>|\$\{?([A-Za-z_]\w{0,40})|\[([A-Z][A-Z _-]{2,40})|%7B%7B([\w ]{1,40})|=([A-Z][A-Z0-9_]{3,40})(?=[&)\s"']|$)/g,
    ),
  ].filter(({ index }) => index > query || image !== '');
  const taken = holders.find((holder) => TAKEN.test(holder.slice(1).find(Boolean) ?? ''));
  if (taken === undefined || raw === '') return undefined;
  // A link must be followed by a person; only words for secrets make it one that takes something.
  const isShown = image !== '';
  const word = taken.slice(1).find(Boolean) ?? '';
  if (
    !isShown &&
    (query < 0 ||
      !/secret|token|password|credential|conversation|history|environ|env\b|cookie|base64|encoded|exfil/i.test(
        word,
      ))
  )
    return undefined;
  return `${isShown ? 'showing this image' : 'following this link'} sends ${JSON.stringify(excerpt(word, 40))} to its server`;
}
