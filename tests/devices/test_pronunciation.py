"""The engine says what was meant: every clip's phonemes, against a reviewed table and rules for the rest."""

import ctypes
import os
import re
import tempfile
from pathlib import Path

import espeakng_loader
import pytest

from displays.announcement import Call, clips_for_announcement
from displays.clips import CANTONESE, CLIPS, words_of
from displays.engine import VOICES

#: Reviewed by eye against pinyin; 55, 35, 214 and 51 are the four tones.
CHINESE = {
    "请": "tS;h'i214N_|",
    "到": "t'Au51_|",
    "号到": "X'Au51_| t'Au51_|",
    "号窗口办理": "X'Au51_| ts.hwA55Nkh'ou214_| pa51nl'i214_|",
    "号窗口": "X'Au51_| ts.hwA55Nkh'ou214_|",
    "幺": "j'Au55_|",
    "零": "l'i35N_|",
    "一": "j'i55_|",
    "二": "'@r51_|",
    "三": "s'a55n_|",
    "四": "s'i[51_|",
    "五": "w'u214_|",
    "六": "l'iou51_|",
    "七": "tS;h'i55_|",
    "八": "p'A55_|",
    "九": "tS;'iou214_|",
    "十": "s.'i.35_|",
    "十二": "s.'i.35_| '@r51_|",
    "二十": "'@r51_| s.'i.35_|",
    "一百": "ji51p'ai214_|",  # 一 before a third tone falls
}
#: Reviewed by eye against Jyutping: ling4 jat1 ji6 saam1 sei3 ng5 luk6 cat1 baat3 gau2 sap6 baak3, cing2,
#: dou3, hou6 coeng1 hau2 baan6 lei5. espeak-ng writes saam1 as 7, the high tone that falls.
JYUTPING = {
    "零": "l'ing4_|",
    "一": "j'a1t_|",
    "二": "j'i6_|",
    "三": "s'aa7m_|",
    "四": "s'ei3_|",
    "五": "'ng5_|",
    "六": "l'u6k_|",
    "七": "c'a1t_|",
    "八": "b'aa3t_|",
    "九": "g'au2_|",
    "十": "s'a6p_|",
    "百": "b'aa3k_|",
    "请": "c'ing2_|",
    "到": "d'ou3_|",
    "号到": "h'ou6_| d'ou3_|",
    "号窗口": "h'ou6_| c'oeng1_| h'au2_|",
    "号窗口办理": "h'ou6_| c'oeng1_| h'au2_| b'aa6n_| l'ei5_|",
}
#: Each hundred ends in this; each ten in 十.
HUNDRED = "p'ai214_|"
ENGLISH = {
    "number": "n'Vmb3",
    "please go to counter": "pl'i:z g,oU t@ k'aUnt3",
    "hundred": "h'VndrI2d",
    "zero": "z'i@roU",
    "one": "w,Vn",
    "two": "t'u:",
    "three": "Tr'i:",
    "four": "f'o@",
    "five": "f'aIv",
    "six": "s'Iks",
    "seven": "s'Ev@n",
    "eight": "'eIt",
    "nine": "n'aIn",
    "ten": "t'En",
    "eleven": "I#l'Ev@n",
    "twelve": "tw'Elv",
    "thir-teen": "T'3:t'i:n",
    "thirty": "T'3:t#i",
    "twenty": "tw'Enti",
}
LETTERS = """
A 'eI|B b'i:|C s'i:|D d'i:|E 'i:|F 'Ef|G dZ'i:|H 'eItS|I 'aI|J dZ'eI|K k'eI|L 'El|M 'Em|N 'En|O 'oU|P p'i:
Q kj'u:|R 'A@|S 'Es|T t'i:|U j'u:|V v'i:|W d'Vb@Lj,u:|X 'Eks|Y w'aI|Z z'i:
"""
ENGLISH |= dict(re.findall(r"([A-Z]) ([^|\n]+)", LETTERS))


@pytest.fixture(scope="module")
def phonemes():
    """Asks the engine's own library how it would pronounce a clip."""
    with tempfile.TemporaryDirectory() as short:  # its path of the data is cut at 160 bytes
        data = Path(short) / "espeak-ng-data"
        data.symlink_to(espeakng_loader.get_data_path())
        espeak = ctypes.CDLL(espeakng_loader.get_library_path())
        espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
        assert espeak.espeak_Initialize(2, 0, os.fsencode(data), 0) > 0

        def pronounce(clip):
            assert espeak.espeak_SetVoiceByName(VOICES[clip.language].encode()) == 0
            rest, said = ctypes.c_char_p(clip.text.encode()), []
            while rest.value is not None:
                said.append(espeak.espeak_TextToPhonemes(ctypes.byref(rest), 1, 0).decode())
            return " ".join(said)

        yield pronounce


def test_chinese_is_pronounced_as_chinese(phonemes):
    for clip in CLIPS.values():
        if clip.language != "zh":
            continue
        said = phonemes(clip)
        assert "(en)" not in said, f"{clip.text} is spelled in English: {said}"
        assert len(re.findall(r"55|35|214|51", said)) == len(clip.text), f"{clip.text} lacks a tone: {said}"
        if clip.text in CHINESE:
            assert said == CHINESE[clip.text]
        elif clip.text.endswith("百"):
            assert said == CHINESE[clip.text[0]].translate({ord("'"): None}).removesuffix("_|") + HUNDRED
        else:  # 十一 to 十九, 三十 to 九十: both signs as they are read alone, but for the stress
            alone = [CHINESE[sign] for sign in clip.text]
            bare = re.compile(r"['_| ]")
            assert bare.sub("", said) == bare.sub("", "".join(alone))


def test_cantonese_is_pronounced_as_cantonese(phonemes):
    bare = re.compile(r"['_| ]")
    for clip in CANTONESE.values():
        said = phonemes(clip)
        if clip.language == "en":  # letters have their English names in Hong Kong too
            assert said == ENGLISH[clip.text]
        elif clip.text in JYUTPING:
            assert said == JYUTPING[clip.text]
        else:  # 十一 to 九十, 一百 to 九百: both signs as they are read alone; 三 stays high before another
            alone = JYUTPING[clip.text[0]] + JYUTPING[clip.text[1]]
            assert bare.sub("", said).replace("7", "1") == bare.sub("", alone).replace("7", "1")


def test_a_halls_own_words_are_spoken_in_their_language(phonemes):
    for name, clip in [*words_of("您好，请到二楼办理业务", "zh"), *words_of("您好，請到二樓", "yue")]:
        said = phonemes(clip)
        assert "(en)" not in said and len(re.findall(r"55|35|214|51|[1-7]", said)) >= len(clip.text), name


def test_english_is_pronounced_as_english(phonemes):
    for clip in CLIPS.values():
        if clip.language != "en":
            continue
        said = phonemes(clip)
        assert "(" not in said
        if clip.text in ENGLISH:
            assert said == ENGLISH[clip.text]
        elif clip.text.endswith("-teen"):
            assert said.endswith("t'i:n"), f"{clip.text} sounds like a ten: {said}"
        else:
            assert clip.text.endswith("ty") and re.search(r"t#?i$", said)


def test_every_key_word_of_a_call_has_a_reviewed_sound():
    spoken = {CLIPS[part].text for part in clips_for_announcement(Call("AZ0123456789", "8")) if part in CLIPS}
    assert spoken <= {*CHINESE, *ENGLISH}
