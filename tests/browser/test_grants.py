"""The table of recipients by keyboard, and a block pasted into it from a spreadsheet."""

from .conftest import LAPTOP

BLOCK = "\n".join(f"Người {number}\tsinh viên\tTrường {number}\t1\t100.000" for number in range(14))
PASTE = """(text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const made = { clipboardData: data, bubbles: true, cancelable: true };
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", made));
}"""


def test_a_pasted_block_fills_the_cells_below_and_the_table_grows(visit):
    page = visit("thuquy", "/quy/1/trao/moi/", LAPTOP)
    box = page.get_by_label

    box("Họ tên, dòng 2", exact=True).focus()
    page.evaluate(PASTE, BLOCK)

    assert box("Họ tên, dòng 1", exact=True).input_value() == ""
    assert box("Họ tên, dòng 15", exact=True).input_value() == "Người 13"
    assert box("Đối tượng, dòng 15", exact=True).input_value() == "student"
    assert box("Số tiền (đồng), dòng 15", exact=True).input_value() == "100.000"

    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.ariaLabel") == "Họ tên, dòng 3"
