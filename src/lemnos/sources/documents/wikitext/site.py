"""Describes what differs between wikis: namespaces, interwiki prefixes, section headings and disambiguation templates.

The header of a dump lists its namespaces (``Site``); the rest is in small tables for the large languages. English names
apply to every wiki, because every wiki has pages translated from English.
"""

import msgspec

CANONICAL = {
    "media", "special", "talk", "user", "user talk", "project", "project talk", "file", "file talk", "image",
    "image talk", "mediawiki", "mediawiki talk", "template", "template talk", "help", "help talk", "category",
    "category talk", "portal", "portal talk", "wikipedia", "wikipedia talk", "module", "draft", "wp", "h", "cat", "t",
}  # fmt: skip
"""English names of namespaces, which every wiki accepts in addition to the local ones."""

PROJECTS = frozenset(
    "w wiktionary wikt wikinews n wikibooks b wikiquote q wikisource s wikispecies species wikiversity v "
    "wikivoyage voy commons c meta m mw mediawikiwiki wikidata d foundation wmf phab bugzilla gerrit "
    "oldwikisource incubator outreach strategy doi rfc pmid arxiv imdbname imdbtitle google googlebooks viaf "
    "orcid iso639-3 toolforge toollabs tools gutenberg isbn issn oclc hdl mailarchive wikia openlibrary".split()
)
"""Interwiki prefixes of other projects and sites."""

LANGUAGES = frozenset(
    "aa ab ace ady af ak als alt am ami an ang anp ar arc ary arz as ast atj av avk awa ay az azb ba ban bar "
    "bat-smg bcl be be-tarask be-x-old bg bh bi bjn blk bm bn bo bpy br bs bug bxr ca cbk-zam cdo ce ceb ch "
    "cho chr chy ckb co cr crh cs csb cu cv cy da dag de din diq dsb dty dv dz ee el eml en eo es et eu ext "
    "fa fat ff fi fiu-vro fj fo fr frp frr fur fy ga gag gan gcr gd gl glk gn gom gor got gpe gu guc gur guw "
    "gv ha hak haw he hi hif ho hr hsb ht hu hy hyw hz ia id ie ig ii ik ilo inh io is it iu ja jam jbo jv ka "
    "kaa kab kbd kbp kcg kg ki kj kk kl km kn ko koi kr krc ks ksh ku kv kw ky la lad lb lbe lez lfn lg li "
    "lij lld lmo ln lo lrc lt ltg lv lzh mad mai map-bms mdf mg mh mhr mi min mk ml mn mni mnw mo mr mrj ms "
    "mt mus mwl my myv mzn na nah nap nds nds-nl ne new ng nia nl nn no nov nqo nrm nso nv ny oc olo om or os "
    "pa pag pam pap pcd pcm pdc pfl pi pih pl pms pnb pnt ps pt pwn qu rm rmy rn ro roa-rup roa-tara ru rue "
    "rw sa sah sat sc scn sco sd se sg sh shi shn si simple sk skr sl sm smn sn so sq sr srn ss st stq su sv "
    "sw szl szy ta tay tcy te tet tg th ti tk tl tn to tpi tr trv ts tt tum tw ty tyv udm ug uk ur uz ve vec "
    "vep vi vls vo wa war wo wuu xal xh xmf yi yo za zea zh zh-classical zh-min-nan zh-yue zu".split()
)
"""Interwiki prefixes of the same project in another language."""

_APPARATUS: dict[str, str] = {
    "en": "references|notes|footnotes|citations|sources|bibliography|further reading|external links|external link|"
    "see also|works cited|gallery|notes and references|references and notes|references and further reading|"
    "references and sources|sources and further reading|reference|endnotes|literature cited|cited references|"
    "notes and citations|citations and notes|explanatory notes|general references|photo gallery|image gallery|"
    "bibliography and further reading|further reading and references|footnotes and references|"
    "references and external links|external sources|cited sources|cited works|works cited and further reading|"
    "primary sources|secondary sources|references and footnotes|citations and references|notes and sources|"
    "related pages|other websites|web links|selected bibliography|general and cited references|online sources",
    "de": "einzelnachweise|weblinks|literatur|quellen|siehe auch|anmerkungen|fußnoten|belege|literatur und quellen|"
    "anmerkungen und einzelnachweise|einzelnachweise und anmerkungen|quellen und literatur|galerie|bildergalerie",
    "fr": "notes et références|références|notes|liens externes|lien externe|voir aussi|bibliographie|articles connexes|"
    "annexes|sources|galerie|références et notes|liens internes|article connexe|notes, sources et références",
    "es": "referencias|enlaces externos|enlace externo|véase también|bibliografía|notas|fuentes|notas y referencias|"
    "galería|lecturas adicionales|referencias y notas|galería de imágenes",
    "it": "note|bibliografia|collegamenti esterni|voci correlate|altri progetti|fonti|galleria d'immagini",
    "pt": "referências|ligações externas|ver também|bibliografia|notas|notas e referências|fontes|galeria|"
    "leitura adicional|referências bibliográficas",
    "ru": "примечания|ссылки|литература|см. также|источники|сноски|галерея|комментарии|библиография",
    "bg": "източници|бележки|външни препратки|вижте също|литература|бележки и източници|библиография|галерия|"
    "външни връзки|препратки|бележки под линия|вж. също",
    "nl": "referenties|externe links|externe link|zie ook|bronnen|literatuur|noten|bronnen, noten en/of referenties|"
    "bibliografie|voetnoten",
    "pl": "przypisy|linki zewnętrzne|zobacz też|bibliografia|uwagi|literatura|galeria",
    "sv": "referenser|externa länkar|se även|källor|noter|litteratur|fotnoter|vidare läsning",
    "uk": "примітки|посилання|література|див. також|джерела|виноски|галерея",
    "cs": "reference|externí odkazy|související články|literatura|poznámky|odkazy|galerie",
    "tr": "kaynakça|dış bağlantılar|ayrıca bakınız|notlar|kaynaklar|galeri",
    "ja": "脚注|出典|注釈|参考文献|外部リンク|関連項目|関連文献|ギャラリー|脚注・出典",
    "zh": "参考文献|參考文獻|参考资料|參考資料|外部链接|外部連結|外部連接|参见|參見|"
    "注释|註釋|延伸阅读|延伸閱讀|相关条目|相關條目|来源|來源",
    "ar": "مراجع|المراجع|مصادر|المصادر|وصلات خارجية|انظر أيضا|انظر أيضًا|هوامش|روابط خارجية",
    "fa": "منابع|پانویس|جستارهای وابسته|پیوند به بیرون|یادداشت‌ها",
    "ko": "각주|외부 링크|같이 보기|참고 문헌|출처|주해",
    "vi": "tham khảo|liên kết ngoài|xem thêm|chú thích|thư mục|nguồn",
    "he": "הערות שוליים|קישורים חיצוניים|ראו גם|לקריאה נוספת",
    "id": "referensi|pranala luar|lihat pula|catatan kaki|daftar pustaka|rujukan|bacaan lanjutan",
}

DISAMBIGUATION = (
    "disambig", "disambiguation", "dab", "disamb", "disambig-cleanup", "disambiguation cleanup", "hndis",
    "human name disambiguation", "hndab", "geodis", "geo-dis", "place name disambiguation", "roaddis",
    "road disambiguation", "schooldis", "school disambiguation", "hospitaldis", "hospital disambiguation",
    "mathdab", "mathematical disambiguation", "numberdis", "number disambiguation", "letterdis",
    "letter disambiguation", "letter-number combination disambiguation", "letter-numbercombdisambig",
    "airport disambiguation", "airport disambig", "callsigndis", "call sign disambiguation", "phonetics disambiguation",
    "species latin name disambiguation", "species latin name abbreviation disambiguation", "station disambiguation",
    "military unit disambiguation", "mil-unit-dis", "music disambiguation", "biology disambiguation",
    "chinese title disambiguation", "genus disambiguation", "taxonomic authority disambiguation",
    "begriffsklärung", "homonymie", "desambiguación", "desambiguacion", "disambigua", "desambiguação",
    "неоднозначность", "многозначность", "неоднозначност", "пояснение", "doorverwijspagina", "ujednoznacznienie",
    "förgrening", "rozcestník", "anlam ayrımı", "aimai", "曖昧さ回避", "消歧义", "消歧義", "동음이의", "توضيح",
    "ابهام‌زدایی", "định hướng", "פירושונים", "disambiguasi", "багатозначність", "dezambiguizare", "egyért",
    "täsmennyssivu", "peker", "flertydig", "desambiguació",
)  # fmt: skip
"""The templates that mark a disambiguation page, in lower case."""


class Site(msgspec.Struct, frozen=True):
    """A wiki, as the header of its dump describes it."""

    name: str = ""
    """The database name, such as ``enwiki``."""
    base: str = ""
    """The URL to which the title of a page is appended; empty if the header lacks it."""
    language: str = "und"
    """The BCP 47 code of the language."""
    first_letter: bool = True
    """Whether the first letter of a title is always upper case."""
    namespaces: tuple[tuple[int, str], ...] = ()
    """The number and the local name of each namespace; the name of the main namespace is empty."""


def apparatus_headings(language: str) -> frozenset[str]:
    """Return the case-folded headings of the sections that are dropped on a wiki in ``language``: References, …"""
    names = _APPARATUS["en"] + "|" + _APPARATUS.get(language.partition("-")[0], "")
    return frozenset(name.casefold() for name in names.split("|") if name)
