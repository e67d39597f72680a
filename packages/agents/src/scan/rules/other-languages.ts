import type { Finder } from '../scan-rule.ts';
import { anyOf, inProse } from './finders.ts';

/** Words of which one must be there, and the pattern; both in the folded form: no accents, `и` as `и`. */
type LanguagePattern = readonly [needs: readonly string[], pattern: RegExp];

/** Looks for what other languages than English say. */
export function inOtherLanguages(table: readonly LanguagePattern[], message: string): Finder {
  return anyOf(
    ...table.map(([needs, pattern]) => inProse({ needs, patterns: [pattern], says: message })),
  );
}

/** To ignore instructions. */
export const OVERRIDE: readonly LanguagePattern[] = [
  [
    ['игнорир'],
    /(?:про)?игнорир(?:у\p{L}{1,4})(?: \p{L}{2,12}){0,2} (?:предыдущ|прежн|прошл|вышеуказан|системн|все инструкц|все указан|все правил|любые инструкц)\p{L}{0,6}/gu,
  ],
  [
    ['забудь'],
    /забудь(?:те)?(?: \p{L}{2,10}){0,2} (?:предыдущ|прежн|прошл|инструкц|указани|правил|что было)\p{L}{0,6}/gu,
  ],
  [
    ['ігнору'],
    /(?:про)?ігнору\p{L}{1,4}(?: \p{L}{2,12}){0,2} (?:попередн|системн|інструкц|вказівк|правил)\p{L}{0,6}/gu,
  ],
  [
    ['anweisungen', 'instruktionen', 'regeln', 'vorgaben', 'befehle', 'anordnungen'],
    /(?:ignoriere?n?|vergiss|vergessen sie|missachten?)(?: sie)?(?: alle| samtliche| die| deine| ihre| bisherigen| vorherigen| obigen| fruheren){0,4} (?:anweisungen|instruktionen|regeln|vorgaben|befehle|anordnungen)/g,
  ],
  [
    ['precedent', 'anterieur', 'ci-dessus', 'systeme', 'initiale'],
    /(?:ignore[zr]?|oublie[zr]?)(?: toutes?| tous| les| tes| vos| ces){0,4} (?:instructions?|consignes?|regles?|directives?)(?: precedentes?| anterieures?| ci-dessus| du systeme| initiales?)/g,
  ],
  [
    ['instrucciones', 'reglas', 'indicaciones', 'ordenes'],
    /(?:ignor[ae]n?|olvid[ae]n?|haz caso omiso de)(?: todas?| todos| las| los| tus| sus| de){0,4} (?:instrucciones|reglas|indicaciones|ordenes)(?: anteriores| previas| del sistema| iniciales)/g,
  ],
  [
    ['instrucoes', 'regras', 'orientacoes', 'ordens'],
    /(?:ignor[ea]|esquec[ae]|desconsidere)(?: todas?| todos| as| os| suas| das){0,4} (?:instrucoes|regras|orientacoes|ordens)(?: anteriores| previas| acima| do sistema)/g,
  ],
  [
    ['istruzioni', 'regole', 'indicazioni', 'direttive'],
    /(?:ignora|dimentica|tralascia)(?: tutte| tutti| le| i| tue| gli){0,4} (?:istruzioni|regole|indicazioni|direttive)(?: precedenti| di sistema| sopra| iniziali)/g,
  ],
  [
    ['ignoruj', 'zapomnij', 'pomin'],
    /(?:z?ignoruj(?:cie)?|zapomnij(?: o)?|pomin)(?: wszystkich| wszystkie| wszelkie| swoje| o){0,3} (?:poprzedni(?:e|ch)|wczesniejsz(?:e|ych)|powyzsz(?:e|ych)|systemow(?:e|ych)) (?:instrukcj\w{0,3}|polece\w{1,4}|zasad\w{0,2})/g,
  ],
  [
    ['negeer'],
    /negeer (?:alle |de |je |uw ){0,3}(?:vorige|eerdere|voorgaande|bovenstaande) (?:instructies|regels|opdrachten)/g,
  ],
  [
    ['talimatlari', 'kurallari', 'yonergeleri'],
    /(?:onceki|yukaridaki|tum) (?:tum |butun )?(?:talimatlari|kurallari|yonergeleri) (?:yok say|unut|gormezden gel)/g,
  ],
  [['تجاهل'], /تجاهل (?:جميع |كل )?(?:التعليمات|الأوامر|القواعد) (?:السابقة|أعلاه)/g],
  [
    ['忽略', '无视', '無視', '忘记', '忘掉', '忽視', '不要理会'],
    /(?:忽略|无视|無視|忘记|忘掉|忽視|不要理会)(?:你|您|掉|所有|全部|之前|以上|前面|先前|上述|此前|任何|一切|的|系统|系統|原有|给你){0,6}(?:指令|指示|说明|說明|提示词?|规则|規則|命令|要求|内容)/g,
  ],
  [
    ['無視', '忘れ'],
    /(?:これまで|以前|前|上記|上|先|すべて|全て|システム|元)(?:の|まで|すべて|全て|これまで|に与えられた){0,4}(?:指示|命令|ルール|プロンプト|制約|指令)(?:を|は)?(?:すべて|全て|全部)?(?:無視|忘れ)/g,
  ],
  [
    ['무시', '잊'],
    /(?:이전|위|앞|기존|모든|시스템)(?:의| |까지의|에 받은){0,3}(?:모든 )?(?:지시|지침|명령|규칙|프롬프트)(?:사항)?(?:를|을|은|들을)? ?(?:모두 |전부 )?(?:무시|잊)/g,
  ],
];

/** To hide something from the user. */
export const CONCEAL: readonly LanguagePattern[] = [
  [
    ['пользоват', 'человек', 'никому', 'разработчик', 'оператор'],
    /(?:не (?:сообщаи|говори|рассказываи|упоминаи|показываи|информируи|уведомляи)(?:те)?|скр(?:ои|ываи)(?:те)?)[^.\n]{0,24} (?:пользовател|человек|никому|разработчик|оператор)\p{L}{0,4}/gu,
  ],
  [
    ['користувач', 'людин', 'нікому'],
    /не (?:повідомляи|кажи|розповідаи|згадуи|показуи)(?:те)?[^.\n]{0,24} (?:користувач|людин|нікому)\p{L}{0,4}/gu,
  ],
  [
    ['nutzer', 'anwender', 'niemandem'],
    /(?:sage?n?|verrate?n?|erzahle?n?|informiere?n?|erwahne?n?|zeige?n?)(?: sie)?[^.\n]{0,24}(?:nutzer|benutzer|anwender|niemandem)\w{0,3}[^.\n]{0,12} (?:nichts|nicht)\b|(?:verschweige?n?|verheimliche?n?)[^.\n]{0,30}(?:nutzer|benutzer|anwender)/g,
  ],
  [
    ['utilisateur', 'personne', 'humain'],
    /ne (?:dis|dites|mentionne[zr]?|revele[zr]?|informe[zr]?|previen[st]|prevenez|montre[zr]?)[^.\n]{0,12} (?:pas|rien|jamais)[^.\n]{0,20}(?:utilisateur|personne|humain)/g,
  ],
  [
    ['usuario', 'nadie', 'humano'],
    /no (?:le )?(?:digas|diga|menciones|informes|reveles|muestres|avises|cuentes)[^.\n]{0,24} (?:usuario|nadie|humano)/g,
  ],
  [
    ['usuario', 'utilizador', 'ninguem'],
    /nao (?:conte|diga|mencione|informe|revele|mostre|avise)[^.\n]{0,24} (?:usuario|utilizador|ninguem)/g,
  ],
  [
    ['utente', 'nessuno'],
    /non (?:dire|dirlo|menzionare|rivelare|informare|avvisare|mostrare)[^.\n]{0,24} (?:utente|nessuno)/g,
  ],
  [
    ['uzytkownik', 'nikomu', 'nikogo'],
    /nie (?:mow|informuj|wspominaj|pokazuj|ujawniaj|powiadamiaj)(?:cie)?[^.\n]{0,20} (?:uzytkownik|nikomu|nikogo)\w{0,4}/g,
  ],
  [
    ['用户', '用戶', '使用者', '他人', '任何人'],
    /(?:不要|别|勿|不得|切勿|禁止)(?:把|将|向)?[^。\n]{0,12}(?:告诉|告訴|告知|透露给|透露給|通知|提示|显示给|让)(?:任何)?(?:用户|用戶|使用者|他人|任何人)|(?:向|对|對)(?:用户|用戶|使用者)(?:隐瞒|隱瞞|保密|隐藏)/g,
  ],
  [
    ['ユーザ'],
    /ユーザー?(?:に|には)[^。\n]{0,16}(?:知らせ|教え|伝え|言わ|見せ|通知し|報告し|開示し)(?:ない|ず|てはいけ|るな)/g,
  ],
  [['사용자'], /사용자(?:에게|가|한테)[^.\n]{0,16}(?:알리지|말하지|보여주지|모르게|언급하지)/g],
];

/** To be somebody without rules. */
export const ROLE: readonly LanguagePattern[] = [
  [
    [
      'ты теперь',
      'представь, что ты',
      'веди себя как',
      'du bist jetzt',
      'tu es maintenant',
      'ahora eres',
      'eres ahora',
    ],
    /(?:ты теперь|представь, что ты|веди себя как|du bist jetzt|tu es maintenant|ahora eres|eres ahora) [^.\n]{0,40}(?:без (?:ограничени|правил|фильтр)|ohne (?:einschrankungen|regeln|filter|beschrankungen)|sans (?:restriction|limite|regle|filtre)|sin (?:restricciones|limites|reglas|filtros))/g,
  ],
  [
    ['没有', '不受', '無限制', '無制限', '制限のない', '制約のない', 'ルールに'],
    /(?:你现在是|你現在是|从现在起你是|あなたは今|あなたはもう)[^。\n]{0,30}(?:没有(?:任何)?限制|不受(?:任何)?限制|無限制|無制限|制限のない|制約のない|ルールに縛られ)/g,
  ],
];

/** To show the system prompt. */
export const LEAK: readonly LanguagePattern[] = [
  [
    ['системн', 'скрыт'],
    /(?:покажи|выведи|напечатаи|повтори|раскрои)(?:те)? [^.\n]{0,24}(?:системн\p{L}{1,3} (?:промпт|инструкц|сообщен)|скрыт\p{L}{1,3} инструкц)\p{L}{0,4}/gu,
  ],
  [
    ['系统', '初始', '隐藏'],
    /(?:输出|打印|显示|告诉我|泄露|重复)[^。\n]{0,10}(?:系统提示词?|系统指令|初始指令|隐藏指令)/g,
  ],
];

/** To send secrets to an address. */
export const SEND: readonly LanguagePattern[] = [
  [
    ['переменн', 'парол', 'токен', 'ключ', 'секрет', 'учетн', 'переписк'],
    /(?:отправ|перешл|загруз|передаи)\p{L}{0,5} [^\n.]{0,50}(?:переменн\p{L}{1,3} (?:окружени|сред)|парол|токен|ключ|секрет|учетн|переписк)\p{L}{0,5}[^\n]{0,60}(?:https?:\/\/|на сервер|на адрес|вебхук)/gu,
  ],
  [
    ['环境', '環境', '密', '令牌', '凭', '私钥', '对话', '聊天', '源代码'],
    /(?:发送|上传|發送|上傳|提交|转发)[^。\n]{0,24}(?:环境变量|環境變量|密钥|密碼|密码|令牌|凭据|凭证|私钥|对话|聊天记录|源代码)[^。\n]{0,40}(?:https?:\/\/|到服务器|服务器|webhook)|(?:把|将|將)[^。\n]{0,24}(?:环境变量|密钥|密码|令牌|凭据|凭证|私钥|对话|聊天记录)[^。\n]{0,20}(?:发送|上传|发到|提交|传到)/g,
  ],
  [
    [
      'umgebungsvariablen',
      'passworter',
      'zugangsdaten',
      'schlussel',
      'geheimnisse',
      'token',
      'anmeldedaten',
    ],
    /(?:sende|schicke|ubermittle|lade)n? [^\n.]{0,50}(?:umgebungsvariablen|passworter|zugangsdaten|schlussel|geheimnisse|tokens?|anmeldedaten)[^\n]{0,60}(?:https?:\/\/|an (?:den|die|das) )/g,
  ],
  [
    ['environnement', 'passe', 'identifiant', 'cle', 'jeton', 'secret'],
    /(?:envoie|envoyez|transmets|transmettez|televerse[zr]?) [^\n.]{0,50}(?:variables d.?environnement|mots de passe|identifiants|cles?|jetons?|secrets?)[^\n]{0,60}(?:https?:\/\/|au serveur|a l.?adresse)/g,
  ],
  [
    [
      'entorno',
      'contrasen',
      'credencia',
      'clave',
      'token',
      'secreto',
      'senha',
      'ambiente',
      'chave',
      'credenziali',
      'chiavi',
    ],
    /(?:envia|envie|manda|sube|transmite|invia)r? [^\n.]{0,50}(?:variables? de entorno|contrasenas?|credenciales|claves?|tokens?|secretos?|senhas?|credenciais|variaveis de ambiente|chaves?|credenziali|chiavi)[^\n]{0,60}(?:https?:\/\/|al servidor|ao servidor|al server)/g,
  ],
  [
    ['環境変数', '秘密鍵', '認証情報', 'パスワード', 'トークン', '会話'],
    /(?:環境変数|秘密鍵|認証情報|パスワード|トークン|会話)[^。\n]{0,20}(?:を)[^。\n]{0,60}(?:https?:\/\/|サーバー|webhook)[^。\n]{0,80}(?:送信|送っ|アップロード|転送)/g,
  ],
];

/** To follow what an address says. */
export const FETCH: readonly LanguagePattern[] = [
  [
    ['скача', 'загруз', 'откр', 'прочита'],
    /(?:скачаи|загрузи|открои|прочитаи)\p{L}{0,2} [^\n]{0,60}https?:\/\/[^\n]{1,100}(?:выполн|следуи|запусти)\p{L}{0,6}/gu,
  ],
  [
    ['下载', '打开', '访问', '读取', '获取'],
    /(?:下载|打开|访问|读取|获取)[^\n]{0,30}https?:\/\/[^\n]{1,100}(?:执行|遵循|按照|运行)/g,
  ],
  [
    ['befolge', 'fuhre', 'ausfuhren'],
    /(?:lade|offne|rufe|lies) [^\n]{0,60}https?:\/\/[^\n]{1,100}(?:befolge|fuhre|ausfuhren)/g,
  ],
  [
    ['suis', 'suivez', 'execut', 'sigue', 'ejecuta', 'obedece', 'siga'],
    /(?:telecharge[zr]?|ouvre[zr]?|charge[zr]?|lis|descarga|abre|lee|baixe|abra|leia) [^\n]{0,60}https?:\/\/[^\n]{1,100}(?:suis|suivez|execute|sigue|ejecuta|obedece|siga|execute)/g,
  ],
];
