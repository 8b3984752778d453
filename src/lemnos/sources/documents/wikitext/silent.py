"""Names the templates that print nothing into a sentence: footnotes, maintenance marks, anchors, icons, navigation.

All names are in lower case. ``SILENT`` holds for every wiki; ``SILENT_BY_LANGUAGE`` holds names that mean something
else elsewhere; ``SILENT_NAME`` matches families of names. A footnote that is missing here costs the sentences that it
follows, unless its place or its arguments tell what it is (``unknown.py``).
"""

import re

SILENT = frozenset(
    name.strip()
    for name in (
        # Footnotes
        "rp|r|ref|refn|refnest|sfn|sfnp|sfnm|sfnmp|snf|harv|harvp|harvcol|harvcolnb|harvsp|harvref|efn|efn-ua|"
        "efn-lr|efn-la|efn-lg|note|notetag|notefoot|ref label|note label|footnote|nota|#tag:ref|fn|fnz|inflation-fn|"
        "inflation/fn|page needed|better source|plain link|void|odn|odnref|refnum|cref|cref2|cnote|"
        "shortened footnote|shortcite|mb|multiref|unbulleted list citebundle|sfn-1|rnd|"
        # Maintenance inside sentences
        "cn|fact|citation needed|citeneeded|cite needed|needcite|needs citation|dn|disambiguation needed|clarify|"
        "clarification needed|when|who|which|what|where|why|how|whom|by whom|according to whom|says who|"
        "attribution needed|dubious|disputed inline|disputed-inline|fact-now|update after|update inline|dead link|"
        "verify source|verify credibility|failed verification|unreliable source?|unreliable source|"
        "self-published inline|full|full citation needed|vague|peacock inline|weasel inline|weasel-inline|"
        "pov statement|pov-inline|or|original research inline|synthesis inline|undue weight inline|relevance inline|"
        "importance inline|tone inline|specify|quantify|examples|example needed|year needed|date missing|"
        "time needed|volume needed|isbn missing|author missing|chronology citation needed|medical citation needed|"
        "mcn|biblio needed|lopsided|contradict-inline|contradiction inline|inconsistent|qualify evidence|"
        "non-primary source needed|primary source inline|third-party inline|better source needed|request quotation|"
        "quote needed|quotation needed|copyedit inline|buzz|jargon inline|jargon statement|definition needed|"
        "expand acronym|incomprehensible inline|awkward|ambiguous|pronunciation needed|anachronism inline|"
        "editorializing|opinion|refimprove|unreferenced|"
        "pov|obsolete source|outdated inline|speculation inline|speculation-inline|as of?|"
        "not in source|not in body|"
        # Marks and icons
        "anchor|anchors|flagicon|flagdeco|flag icon|flagicon image|flag+link|icon|increase|decrease|steady|gain|"
        "loss|increasenegative|decreasepositive|profit|audio icon|listen|clear|clr|-|clearleft|clearright|"
        "clear left|clear right|toc|tocleft|tocright|toc left|toc right|toc limit|compacttoc|shy|wbr|zwsp|zwj|zwnj|"
        "legend|legend2|hs|color box|colorbox|ref-end|nop|dhr|rule|smallrefs|pagenum|"
        # Boxes and notes around the text
        "main|main article|see also|further|further information|details|about|for|hatnote|defaultsort|displaytitle|"
        "reflist|refbegin|refend|references|source|sources|webarchive|commons|commonscat|commons category|"
        "commons category-inline|commons-inline|wikisource|wiktionary|wikiquote|wikivoyage|wikinews|wikibooks|"
        "wikispecies|sister|sisterlinks|sister project links|portal|portal-inline|unicode chart|use dmy dates|"
        "use mdy dates|use british english|use american english|short description|good article|featured article|"
        "italic title|italictitle|lowercase title|lowercase|pp|pp-semi|pp-vandalism|authority control|taxonbar|icd9|"
        "icd10|pagebanner|ispartof|geo|usablecity|outlinecity|usableregion|outlineregion|guidecity|mapmask|mapframe|"
        "routebox|byline|dateline|haveyoursay|publish|archived|archive|develop|breaking|review|"
        # Other languages, with names that no other wiki uses
        "citation requise|référence souhaitée|référence à confirmer|source insuffisante|source à préciser|pas clair|"
        "lien brisé|quand|qui|combien|où|pourquoi|lequel|préciser|à préciser|vérifier|non neutre|style inline|ancre|"
        "cita requerida|cita necesaria|aclarar|cuándo|quién|¿cuándo?|¿quién?|¿cuál?|ampliar|enlace roto|"
        "añadir referencias|carece de fontes|sem fontes|carece de fontes2|quem|quando|onde|vago|esclarecer|"
        "ligação inativa|nota de rodapé|citazione necessaria|senza fonte|chi|chiarire|collegamento interrotto|"
        "belege fehlen|belege|anker|bron?|feit|wie?|wanneer|källa behövs|referens behövs|källa?|när|vem|vilka|"
        "trenger referanse|klargjør|hvem|når|kilde mangler|hvornår|lähde|lähde?|kenen mukaan|milloin|forr|forrás?|"
        "refhely|mikor|fakt|przypis|kiedy|kto|zdroj?|kdo?|kdy?|doplňte zdroj|necesită citare|cal citació|"
        "citació necessària|нет аи|аи|аи?|источник?|источник|нет источника|нет в источнике|факт|fakt?|когда|кто|"
        "какой|какие|где|что|чего|уточнить|прояснить|неоднозначно|значимость факта|не проверено|проверить|"
        "мёртвая ссылка|недоступная ссылка|неавторитетный источник|неавторитетный источник?|якорь|сноска|прим|"
        "примечание|ref-list|clear2|стиль|джерело|джерело?|хто|хто?|коли|коли?|уточнити|чому|немає аі|без джерел|де|"
        "цитата потрібна|кога|кой|източник|източник?|εκκρεμεί παραπομπή|πηγή|τεκμηρίωση|kaynak belirt|kim|ne zaman|"
        "olgu|kaynak|cần dẫn nguồn|khi nào|butuh rujukan|siapa|kapan|fact/kr|要出典|要出典範囲開始|要検証|"
        "信頼性要検証|誰|誰2|いつ|どこ|どこ？|何|要追加記述|独自研究|要ページ番号|要説明|要校閲|リンク切れ|出典無効|"
        "要高次出典|要非一次資料|脚注|注|脚註|refnest2|來源請求|来源请求|何時|何时|谁|誰？|可疑|来源可靠|來源可靠|"
        "不可靠来源|頁碼請求|页码请求|失效連結|失效链接|來源|来源|需要解释|需要解釋|原創研究內文|引文需要|fact-tc|"
        "출처|출처 필요|언제|누가|어디|어떤|확인 필요|깨진 링크|쪽 번호 필요|각주|بحاجة لمصدر|بحاجة لمصدر أفضل|متى|"
        "من صاحب هذا الرأي؟|وصلة مكسورة|مرجع مطلوب|حقيقة|مدرک|مدرک بهتر|چه کسی|پیوند مرده|منبع|یاد|پم|دقیق|מקור|"
        "דרוש מקור|הערה|הבהרה|מי|מתי|קישור שבור|उद्धरण आवश्यक|तथ्य|कब|किसने|সূত্র প্রয়োজন|তথ্যসূত্র প্রয়োজন|কে|"
        "কখন"
    ).split("|")
)
"""Templates that print nothing into a sentence, whatever their arguments."""

SILENT_BY_LANGUAGE: dict[str, frozenset[str]] = {
    "pl": frozenset(("u", "uwaga")),
    "no": frozenset(("tr",)),
    "de": frozenset(("absatz", "fnbox", "toter link", "hauptartikel", "siehe auch", "wann", "wer", "wo")),
    "fr": frozenset(
        ("article détaillé", "voir aussi", "sommaire", "ébauche", "homonymes", "voir homonymes", "lequel ?")
    ),
    "es": frozenset(("ap", "vt", "ad", "cr", "vease", "véase", "cr2", "bandera")),
    "it": frozenset(("vedi anche", "nota disambigua", "f")),
    "pt": frozenset(("artigo principal", "ver também", "vt", "ap", "ilc-nota")),
    "ru": frozenset(("main", "см. также", "перенаправление", "другие значения", "значения", "ч", "нет аи 1")),
    "cs": frozenset(("wikifikovat", "viz též", "kdo", "kdy", "kde")),
    "hu": frozenset(("wd", "ki", "bővebben", "lásd még")),
    "fi": frozenset(("pääartikkeli", "katso myös", "kuka", "missä")),
    "ja": frozenset(("main2", "see", "seealso", "main", "r", "右", "efn2")),
    "zh": frozenset(("main", "see", "r", "dead", "link-icon", "le-icon")),
}
"""Silent templates of one language, in addition."""

SILENT_NAME = re.compile(
    r".+[ -](?:begin|end|start)|ref-\w{2,3}"
    r"|\w{2,3}(?:-\w{2,4})? icon|(?:use|pp)-.*|use \w{2,3} (?:dates|english)|.*[ -]inline|.+ needed"
    r"|.+\w\?|commons .*|portal .*|.+[ -]stub|stub|cite (?:error|check)|r from .*|r to .*"
)
"""Names of silent templates that belong to a family."""
