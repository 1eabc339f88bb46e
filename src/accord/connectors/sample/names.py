"""Names of people and companies in five scripts, each with its Latin spelling for addresses."""

from typing import NamedTuple


class Tongue(NamedTuple):
    """Pairs of (as written, in Latin letters)."""

    first: tuple[tuple[str, str], ...]
    last: tuple[tuple[str, str], ...]
    firms: tuple[tuple[str, str], ...]
    form: str
    is_family_first: bool = False


class Country(NamedTuple):
    code: str
    weight: int
    tongue: str
    utc_offset: int
    workdays: tuple[int, ...]


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """ "Jürgen/juergen Anna" is (("Jürgen", "juergen"), ("Anna", "anna"))."""
    found = []
    for word in text.split():
        written, _, latin = word.partition("/")
        found.append((written.replace("_", " "), latin or written.lower()))
    return tuple(found)


_WEEK = (0, 1, 2, 3, 4)
_GULF = (6, 0, 1, 2, 3)
COUNTRIES = (
    Country("DE", 18, "german", 1, _WEEK),
    Country("AT", 4, "german", 1, _WEEK),
    Country("CH", 5, "german", 1, _WEEK),
    Country("GB", 11, "english", 0, _WEEK),
    Country("US", 14, "english", -5, _WEEK),
    Country("NL", 5, "dutch", 1, _WEEK),
    Country("FR", 6, "romance", 1, _WEEK),
    Country("ES", 5, "romance", 1, _WEEK),
    Country("KZ", 4, "russian", 5, _WEEK),
    Country("RU", 8, "russian", 3, _WEEK),
    Country("AE", 4, "arabic", 4, _WEEK),
    Country("SA", 4, "arabic", 3, _GULF),
    Country("EG", 3, "arabic", 2, _GULF),
    Country("CN", 6, "hans", 8, _WEEK),
    Country("TW", 4, "hant", 8, _WEEK),
)

TONGUES = {
    "german": Tongue(
        _pairs("Anna Jürgen/juergen Lena Stefan Katrin Uwe Sabine Jonas Heike Lukas Petra Matthias Ingrid Bernd Miriam"),
        _pairs("Müller/mueller Schmidt Weber Krüger/krueger Hoffmann Becker Groß/gross Lehmann Vogel Brandt Köhler/koehler"
               " Winkler Bauer Seidel Frank Huber Zürcher/zuercher"),
        _pairs("Rheintal Alpenblick Hanse Isar Schwarzwald Elbtal Bergmann Kranich Lindwurm Nordlicht Silberbach Talwerk"
               " Edelstahl Steinfeld Brückner/brueckner Mühlbach/muehlbach"),
        "GmbH",
    ),
    "english": Tongue(
        _pairs("Emma Oliver Grace Harry Chloe Jack Sophie Daniel Megan Ryan Olivia Ethan Claire Marcus Priya Aisha"),
        _pairs("Smith Jones Taylor Brown Walker Hughes Carter Reed Patel Bennett Foster Morgan Shaw Cooper Ellis O'Brien/obrien"),
        _pairs("Redwood Harbour Bluegate Stonebridge Oakfield Kestrel Brightside Ironside Lakeshore Fairview Copperline"
               " Westmark Pinecrest Highland Thornbury Silverlake"),
        "Ltd",
    ),
    "dutch": Tongue(
        _pairs("Sanne Daan Lotte Bram Femke Jeroen Maaike Ruben"),
        _pairs("de_Vries/devries Jansen van_Dijk/vandijk Bakker Visser Smit Mulder Bos"),
        _pairs("Waterland Duinzicht Molenaar Zuiderzee Oranjehof Veldkamp Polderwerk Tulpenveld"),
        "B.V.",
    ),
    "romance": Tongue(
        _pairs("Camille Hugo Élodie/elodie Mathieu Inès/ines Lucía/lucia Javier Carmen Pablo Noémie/noemie Iker María/maria"),
        _pairs("Martin Dubois Lefèvre/lefevre Moreau García/garcia Fernández/fernandez López/lopez Rousseau Núñez/nunez Girard"),
        _pairs("Lumière/lumiere Montclair Beausoleil Montaña/montana Riviera Castellar Horizonte Valcourt Sierra_Alta/sierraalta Belvédère/belvedere"),
        "S.A.",
    ),
    "russian": Tongue(
        _pairs("Иван/ivan Анна/anna Дмитрий/dmitry Елена/elena Сергей/sergey Ольга/olga Алексей/alexey Мария/maria Павел/pavel"
               " Наталья/natalia Тимур/timur Айгуль/aigul"),
        _pairs("Петров/petrov Смирнова/smirnova Кузнецов/kuznetsov Попова/popova Волков/volkov Соколова/sokolova"
               " Морозов/morozov Лебедева/lebedeva Ахметов/akhmetov Ковалёв/kovalev"),
        _pairs("Ромашка/romashka Полюс/polus Вектор/vektor Северсталь_Логистик/seversteel Горизонт/gorizont Маяк/mayak"
               " Сокол/sokol Арсенал/arsenal Байкал-Софт/baikalsoft Меридиан/meridian"),
        "ООО",
    ),
    "arabic": Tongue(
        _pairs("محمد/mohammed فاطمة/fatima أحمد/ahmed نورة/noura خالد/khalid ليلى/layla يوسف/yousef مريم/maryam عمر/omar"
               " هدى/huda"),
        _pairs("العتيبي/alotaibi حسن/hassan المنصوري/almansoori إبراهيم/ibrahim القحطاني/alqahtani سليمان/soliman"
               " الحربي/alharbi منصور/mansour"),
        _pairs("الواحة/alwaha النخيل/alnakheel الأفق/alofoq الصقر/alsaqr المنارة/almanara الخليج/alkhaleej النيل/alneel"
               " الرائد/alraed"),
        "شركة",
    ),
    "hans": Tongue(
        _pairs("伟/wei 芳/fang 娜/na 敏/min 静/jing 磊/lei 洋/yang 艳/yan 杰/jie 明/ming 晓东/xiaodong 丽华/lihua"),
        _pairs("王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 赵/zhao 黄/huang 周/zhou 吴/wu"),
        _pairs("华云/huayun 鼎新/dingxin 远景/yuanjing 中科智联/zhongkezl 海川/haichuan 天成/tiancheng 蓝图/lantu 恒通/hengtong"),
        "有限公司",
        True,
    ),
    "hant": Tongue(
        _pairs("志明/chihming 淑芬/shufen 建宏/chienhung 雅婷/yating 俊傑/chunchieh 美玲/meiling 家豪/chiahao 怡君/yichun"),
        _pairs("陳/chen 林/lin 黃/huang 張/chang 吳/wu 劉/liu 蔡/tsai 鄭/cheng"),
        _pairs("鴻圖/hongtu 聯發興業/lianfa 寶島/baodao 廣達通/guangdatong 精誠數位/jingcheng 遠東雲/yuandong"),
        "股份有限公司",
        True,
    ),
}  # fmt: skip
