"""Letters of the region's languages come out right from files that do not say their encoding."""

import time

import pytest

from pipelines.intake.encodings import guess_encoding

BALTIC, CENTRAL, WESTERN = (
    ("cp1257", "iso8859_13", "iso8859_4"),
    ("cp1250", "iso8859_2", "cp852"),
    ("cp1252", "iso8859_15"),
)

# The first article of the Universal Declaration of Human Rights (United Nations), and headers and
# names of the field.
TEXTS = {
    "Danish": (
        (*WESTERN, "cp850", "mac_roman", "cp1257", "iso8859_4"),
        "Alle mennesker er født frie og lige i værdighed og rettigheder. De er udstyret med fornuft og samvittighed, og"
        " de bør handle mod hverandre i en broderskabets ånd.",
        "Område;År;Børn på institution\nKøbenhavn;2020;12\nRødovre;2020;13\nÆrø;2020;1\n",
    ),
    "Norwegian": (
        (*WESTERN, "cp850", "mac_roman"),
        "Alle mennesker er født frie og med samme menneskeverd og menneskerettigheter. De er utstyrt med fornuft og"
        " samvittighet og bør handle mot hverandre i brorskapens ånd.",
        "Fylke;År\nØstfold;2020\nMøre og Romsdal;2020\nTrøndelag;2020\nSør-Varanger;2020\n",
    ),
    "Swedish": (
        (*WESTERN, "cp850", "cp1257"),
        "Alla människor är födda fria och lika i värde och rättigheter. De har utrustats med förnuft och samvete och"
        " bör handla gentemot varandra i en anda av gemenskap.",
        "Län;År\nVästra Götalands län;2020\nÖrebro;2020\nSkåne;2020\n",
    ),
    "Finnish": (
        (*WESTERN, "cp850", "cp1257"),
        "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja"
        " omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä.",
        "Kunta;Kodin ulkopuolelle sijoitetut lapset, määrä\nJärvenpää;12\nHämeenlinna;13\n",
    ),
    "Lithuanian": (
        BALTIC,
        "Visi žmonės gimsta laisvi ir lygūs savo orumu ir teisėmis. Jiems suteiktas protas ir sąžinė ir jie turi elgtis"
        " vienas kito atžvilgiu kaip broliai.",
        "Savivaldybė;Metai;Vaikų skaičius\nŠiaulių;2020;12\nPanevėžio;2020;13\nšeimyna;2020;1\n",
    ),
    "Latvian": (
        BALTIC,
        "Visi cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā un tiesībās. Viņi ir apveltīti ar saprātu un"
        " sirdsapziņu, un viņiem jāizturas citam pret citu brālības garā.",
        "Novads;Gads;Bērnu skaits audžuģimenēs\nRīga;2020;12\nLiepāja;2020;13\nRēzekne;2020;5\n",
    ),
    "Estonian": (
        (*WESTERN[1:], "cp1252", "cp1257", "iso8859_4"),
        "Kõik inimesed sünnivad vabadena ja võrdsetena oma väärikuselt ja õigustelt. Neile on antud mõistus ja"
        " südametunnistus ja nende suhtumist üksteisesse peab kandma vendluse vaim.",
        "Maakond;Lapsed asendushooldusel\nLääne-Viru;12\nPõlva;13\nVõru;2\nJõgeva;3\n",
    ),
    "Polish": (
        CENTRAL,
        "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i"
        " sumieniem i powinni postępować wobec innych w duchu braterstwa.",
        "Województwo;Dzieci w pieczy zastępczej\nDolnośląskie;12\nŁódzkie;13\nMałopolskie;5\nŚwiętokrzyskie;2\n",
    ),
    "German": (
        (*WESTERN, "cp850"),
        "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und"
        " sollen einander im Geist der Brüderlichkeit begegnen.",
        "Länder;Kinder in Heimerziehung\nBaden-Württemberg;12\nThüringen;13\n",
    ),
    "English": (
        WESTERN,
        "Côte d'Ivoire, Türkiye, Curaçao, São Tomé and Príncipe",
        "Area;Children in care\nCuraçao;12\nTürkiye;4\n",
    ),
}


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        pytest.param(encoding, text, id=f"{language}-{encoding}-{number}")
        for language, (encodings, *texts) in TEXTS.items()
        for encoding in encodings
        for number, text in enumerate(texts)
    ],
)
def test_letters_come_out_right(encoding, text):
    content = text.encode(encoding)
    assert content.decode(guess_encoding(content)) == text


def test_endless_words_take_no_time():
    content = b"x" * 10_000_000 + "ø".encode("cp1252")
    begun = time.process_time()
    guess_encoding(content)
    assert time.process_time() - begun < 5


def test_quotation_marks_and_dashes_of_windows_are_no_letters():
    content = "Children “in care”, 0–17 – “total”".encode("cp1252")
    assert content.decode(guess_encoding(content)) == "Children “in care”, 0–17 – “total”"
