"""Sentence borders."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.text.sentences import ends_sentence, sentence_ends

ALPHABET = st.sampled_from(
    ["a", "B", " ", "\n", ".", "!", "?", "…", '"', "”", "(", ")", "Dr", "U.S", "3", "é", "。", "文"]
)

WITHOUT_SPACE = re.compile("(?:[。！？][!?。！？]*|文[.!?])['\"”’»)\\]]*$")


def split(text: str) -> list[str]:
    start, found = 0, []
    for end in sentence_ends(text):
        found.append(text[start:end].strip())
        start = end
    return found


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One two. Three four.", ["One two.", "Three four."]),
        ("Dr. Hook sailed. She won!", ["Dr. Hook sailed.", "She won!"]),
        ("He said “Go.” Then he went.", ["He said “Go.”", "Then he went."]),
        ("He was born (in 1950.) He died.", ["He was born (in 1950.)", "He died."]),
        ("It cost 3.5 dollars. It was 9 a.m. sharp.", ["It cost 3.5 dollars.", "It was 9 a.m. sharp."]),
        ("J. R. R. Tolkien wrote it. So what?", ["J. R. R. Tolkien wrote it.", "So what?"]),
        ("See e.g. Smith, vol. 3, p. 7. It is good.", ["See e.g. Smith, vol. 3, p. 7.", "It is good."]),
        ("Is it? yes. No", ["Is it? yes.", "No"]),
        ("Up in Jan. 1950 it rose. Then Élan fell.", ["Up in Jan. 1950 it rose.", "Then Élan fell."]),
        ("海は広い。山は高い。", ["海は広い。", "山は高い。"]),
        ("Ends without a stop", ["Ends without a stop"]),
        ("Wait… Then go.", ["Wait…", "Then go."]),
        ("", []),
        ("  \n ", []),
        ("彼は「行こう。」と言った。そして去った。", ["彼は「行こう。」と言った。", "そして去った。"]),
        ("他说：“好。”然后走了。真的吗？！是的。", ["他说：“好。”", "然后走了。", "真的吗？！", "是的。"]),
        ("値は３．１４です。次です。", ["値は３．１４です。", "次です。"]),
        ("これは文です.次も文です.", ["これは文です.", "次も文です."]),
        ("그는 갔다. 나는 왔다.", ["그는 갔다.", "나는 왔다."]),
        ("هذا بيت. أين الباب؟ هنا!", ["هذا بيت.", "أين الباب؟", "هنا!"]),
        ("یہ گھر ہے۔ وہ گیا۔", ["یہ گھر ہے۔", "وہ گیا۔"]),
        ("זה בית. איפה הדלת?", ["זה בית.", "איפה הדלת?"]),
        ("यह घर है। वह गया।ठीक है?", ["यह घर है।", "वह गया।", "ठीक है?"]),
        ("Τι είναι; Είναι σπίτι. Ναι.", ["Τι είναι;", "Είναι σπίτι.", "Ναι."]),
        ("One; Two is “three”; Four.", ["One; Two is “three”; Four."]),
        ("Пришёл А. С. Попов. Ушёл в г. Орёл.", ["Пришёл А. С. Попов.", "Ушёл в г. Орёл."]),
        ("Śnieg padał. Żółw spał, np. Łatek. Ćma leciała.", ["Śnieg padał.", "Żółw spał, np. Łatek.", "Ćma leciała."]),
        ("Řeka teče. Černý les, např. Šumava.", ["Řeka teče.", "Černý les, např. Šumava."]),
        ("Ev büyük. İyi mi? Şimdi git.", ["Ev büyük.", "İyi mi?", "Şimdi git."]),
        ("« Bonjour. » Il part. « Oui. »", ["« Bonjour. » Il part.", "« Oui. »"]),
        ("ฝนตกหนัก เขากลับบ้าน ต่าง ๆ นานา", ["ฝนตกหนัก", "เขากลับบ้าน", "ต่าง ๆ นานา"]),
        ("នេះជាផ្ទះ។ គាត់ទៅ។", ["នេះជាផ្ទះ។", "គាត់ទៅ។"]),
        ("သူသွားသည်။ ငါလာသည်။", ["သူသွားသည်။", "ငါလာသည်။"]),
        ("ቤት ነው። ሄደ።", ["ቤት ነው።", "ሄደ።"]),
        ("Սա տուն է։ Նա գնաց։", ["Սա տուն է։", "Նա գնաց։"]),
    ],
)
def test_text_is_split_at_sentence_ends(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "Skip. One two. Three. Skip."
    assert sentence_ends(text, 6, 21) == [14, 21]


@given(st.lists(ALPHABET, max_size=40).map("".join), st.integers(0, 20), st.integers(0, 20))
def test_ends_rise_lie_in_the_slice_and_cover_all_its_words(text: str, skip: int, drop: int) -> None:
    start = min(skip, len(text))
    stop = max(start, len(text) - drop)
    ends = sentence_ends(text, start, stop)
    assert ends == sorted(set(ends))
    assert all(start < end <= stop and not text[end - 1].isspace() for end in ends)
    covered = text[start : ends[-1]] if ends else ""
    assert covered.rstrip() == text[start:stop].rstrip() or not text[start:stop].strip()


@given(st.lists(ALPHABET, max_size=40).map("".join))
def test_every_end_but_the_last_follows_a_mark_and_comes_before_white_space_or_a_full_width_stop(text: str) -> None:
    for end in sentence_ends(text)[:-1]:
        assert text[end].isspace() or WITHOUT_SPACE.search(text[:end])
        assert text[:end].rstrip("'\"”’»)]")[-1] in ".!?…。！？"


@pytest.mark.parametrize(
    "text",
    ["He left.", "He left.”", "出発した。」", "出発した！", "وصل؟", "वह गया।", "ไปแล้ว", "Πού πάει;", "终于……", "Wait…"],
)
def test_sentences_end(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize(
    "text", ["", "Contents", "Contents:", "one;", "目次", "目录：", "목차", "विषय सूची", "المحتويات"]
)
def test_headings_and_lead_ins_do_not_end_sentences(text: str) -> None:
    assert not ends_sentence(text)
