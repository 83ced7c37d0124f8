//! Texts of our own in many languages.

use record::{Date, DocumentId};

use super::*;

fn document(mark: &str, title: &str, body: &str) -> Document {
    Document {
        id: DocumentId("one".to_owned()),
        url: String::new(),
        publisher: String::new(),
        section: String::new(),
        title: title.to_owned(),
        published: Some(Date::constant(2025, 12, 10)),
        language: mark.to_owned(),
        body: body.to_owned(),
    }
}

const ENGLISH_BODY: &str = "Norway and Chile agreed to open talks on a trade agreement. The first round will be held in Oslo in March, and both sides will exchange lists of goods before it.";

const GERMAN: &str = "Norwegen und Chile haben vereinbart, Gespräche über ein Handelsabkommen aufzunehmen. Die erste Runde findet im März in Oslo statt, und beide Seiten werden zuvor Listen der Waren austauschen.";

#[test]
fn running_text_shows_its_language_whatever_it_is_marked_as() {
    for (code, body) in [
        ("en", ENGLISH_BODY),
        ("de", GERMAN),
        (
            "fr",
            "La Norvège et le Chili sont convenus d'ouvrir des négociations en vue d'un accord commercial. La première série de pourparlers se tiendra à Oslo en mars, et les deux parties échangeront auparavant des listes de produits.",
        ),
        (
            "es",
            "Noruega y Chile acordaron iniciar negociaciones para un acuerdo comercial. La primera ronda se celebrará en Oslo en marzo, y antes de ella las dos partes intercambiarán listas de productos.",
        ),
        (
            "it",
            "La Norvegia e il Cile hanno concordato di avviare i negoziati per un accordo commerciale. Il primo ciclo si terrà a Oslo in marzo, e le parti si scambieranno prima gli elenchi delle merci.",
        ),
        (
            "pt",
            "A Noruega e o Chile acordaram iniciar negociações para um acordo comercial. A primeira ronda terá lugar em Oslo em março, e as duas partes trocarão antes as listas de produtos.",
        ),
        (
            "nl",
            "Noorwegen en Chili zijn overeengekomen om onderhandelingen over een handelsakkoord te openen. De eerste ronde wordt in maart in Oslo gehouden, en de partijen zullen van tevoren lijsten van goederen uitwisselen.",
        ),
        (
            "sv",
            "Norge och Chile har kommit överens om att inleda förhandlingar om ett handelsavtal. Den första rundan hålls i Oslo i mars, och parterna ska före dess utbyta listor över varor.",
        ),
        (
            "pl",
            "Norwegia i Chile uzgodniły rozpoczęcie rozmów o umowie handlowej. Pierwsza runda odbędzie się w marcu w Oslo, a strony wymienią się przed nią listami towarów, które są przedmiotem rozmów.",
        ),
        (
            "tr",
            "Norveç ve Şili, bir ticaret anlaşması için görüşmelere başlama konusunda anlaştı. İlk tur mart ayında Oslo'da yapılacak ve taraflar daha önce mal listelerini değişecek, bu listeler çok uzun olarak biliniyor.",
        ),
        (
            "vi",
            "Na Uy và Chile đã đồng ý bắt đầu đàm phán về một hiệp định thương mại. Vòng đầu tiên sẽ được tổ chức tại Oslo vào tháng Ba, và các bên sẽ trao đổi danh sách hàng hóa với nhau.",
        ),
        (
            "id",
            "Norwegia dan Chili sepakat untuk memulai perundingan perjanjian perdagangan. Putaran pertama akan diadakan di Oslo pada bulan Maret, dan kedua pihak akan bertukar daftar barang dari masing-masing negara.",
        ),
        ("ko", "노르웨이와 칠레는 무역협정 협상을 개시하기로 합의하였다. 첫 협상은 3월 오슬로에서 열린다."),
        ("ja", "ノルウェーとチリは貿易協定の交渉を開始することで合意した。第一回会合は三月にオスロで開かれる。"),
        ("zh", "挪威与智利同意启动贸易协定谈判。首轮谈判将于三月在奥斯陆举行，双方将事先交换货物清单。"),
        (
            "ru",
            "Норвегия и Чили договорились начать переговоры о торговом соглашении. Первый раунд пройдёт в марте в Осло.",
        ),
        ("ar", "اتفقت النرويج وتشيلي على بدء محادثات بشأن اتفاق تجاري، وستعقد الجولة الأولى في أوسلو في مارس."),
        ("el", "Η Νορβηγία και η Χιλή συμφώνησαν να αρχίσουν συνομιλίες για μια εμπορική συμφωνία τον Μάρτιο."),
        ("th", "นอร์เวย์และชิลีตกลงที่จะเริ่มการเจรจาข้อตกลงการค้าในเดือนมีนาคม"),
    ] {
        assert_eq!(of(&document("en", "Trade talks", body)), code, "{body}");
        assert_eq!(of(&document("", "", body)), code, "{body}");
        assert_eq!(is_read(code), code == "en");
    }
    assert_eq!(of(&document("de", "Gespräche", ENGLISH_BODY)), "en");
}

#[test]
fn little_text_is_what_its_mark_says_and_without_one_english() {
    for (mark, code) in [
        ("", "en"),
        ("en", "en"),
        ("en-GB", "en"),
        ("EN_us", "en"),
        ("eng", "en"),
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("deu", "de"),
        ("rm", "rm"),
        ("und", "en"),
        ("mul", "en"),
        ("english", "en"),
        ("1", "en"),
        ("x-default", "en"),
    ] {
        assert_eq!(of(&document(mark, "Oslo talks", "Text.")), code, "{mark}");
    }
    for title in ["Council to continue", "USTR", "Chile, Peru, Norway", "MOTIR–EU CBAM", "2025", "", "Déclaration"] {
        assert_eq!(of(&document("en", title, "")), "en", "{title}");
    }
}

#[test]
fn lists_of_names_are_no_other_language() {
    for list in [
        "Maroš Šefčovič, Yeo Han-koo, Jan Berg, Ana Ruiz, Luca Moretti, Håkon Dahl, Jean-Pierre Dubois, João Silva, Björn Larsson, María García, Zoltán Kovács, Łukasz Nowak",
        "Germany | France | Spain | Italy | Portugal | Netherlands | Sweden | Poland | Turkey | Korea | Japan | China | Norway | Chile | Peru",
        "Steel 12.1 | Aluminium 3.4 | Machinery 45.0 | Ships 8.9 | Semiconductors 31.2 | Vehicles 22.7 | Petrochemicals 4.1 | Textiles 1.0 | Plastics 2.2",
        "Companies: Volkswagen AG, Société Générale, Banco de Chile, Empresa Nacional del Petróleo, Deutsche Bahn, Compagnie de Saint-Gobain",
    ] {
        assert_eq!(of(&document("en", "Participants", list)), "en", "{list}");
        assert_eq!(masked(list).1, 0, "{list}");
    }
}

#[test]
fn the_body_decides_and_the_mark_among_neighbours() {
    assert_eq!(of(&document("en", "Norway and Chile open talks on a trade agreement in Oslo", GERMAN)), "de");
    assert_eq!(of(&document("en", "Norwegen und Chile nehmen Gespräche auf", ENGLISH_BODY)), "en");
    assert_eq!(of(&document("lb", "", GERMAN)), "lb");
}

#[test]
fn of_a_mixed_document_the_english_passages_are_left() {
    let body = format!(
        "{ENGLISH_BODY}\n{GERMAN}\n노르웨이와 칠레는 무역협정 협상을 개시하기로 합의하였다.\nThe talks (협상) will resume in June."
    );
    assert_eq!(of(&document("en", "", &body)), "en");
    let (text, passages) = masked(&body);
    assert_eq!((text.len(), passages), (body.len(), 2));
    assert!(text.contains("both sides") && text.ends_with("The talks (협상) will resume in June."));
    assert!(!text.contains("Norwegen") && !text.contains("노르웨이"));
    assert_eq!(text.find("The talks"), body.find("The talks"));
}

#[test]
fn what_is_not_read_says_so() {
    assert_eq!(not_read("de").message, "not read: the text is German; only English is read so far");
    assert_eq!(not_read("rm").message, "not read: the text is Romansh; only English is read so far");
    assert_eq!(not_read("xx").message, "not read: the text is marked as “xx”; only English is read so far");
    assert!(not_read("und").message.contains("was not recognised"));
}
