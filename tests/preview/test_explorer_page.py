"""The explorer's page, used in a browser as a person does."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from support.preview_repository import WriteTemplate

from preview.explorer import __main__ as explorer

Open = Callable[..., webdriver.Chrome]


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage"):
        options.add_argument(f"--{argument}")
    options.add_argument("--window-size=1200,900")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = shutil.which("chromedriver")
    assert driver, "install Debian's packages chromium and chromium-driver"
    chrome = webdriver.Chrome(options, webdriver.ChromeService(driver))
    yield chrome
    chrome.quit()


@pytest.fixture
def open_page(
    browser: webdriver.Chrome, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """Return a function that makes the page and opens it; nothing may be logged."""

    def open_page(*arguments: str, hash: str = "") -> webdriver.Chrome:  # noqa: A002
        monkeypatch.setattr(sys, "argv", ["explorer", *arguments])
        explorer.main()
        page = repository / explorer.OUTPUT / explorer.PAGE
        browser.get("about:blank")
        browser.get(page.as_uri() + hash)
        wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "[data-ready]"))
        return browser

    yield open_page
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]


def wait(browser: webdriver.Chrome, condition: Callable[[], object]) -> None:
    WebDriverWait(browser, 20).until(lambda _: condition())


def text(browser: webdriver.Chrome, selector: str) -> str:
    return browser.find_element(By.CSS_SELECTOR, selector).text


def choose(browser: webdriver.Chrome, value: str) -> None:
    selector = f"#answers [value={value!r}]"
    browser.find_element(By.CSS_SELECTOR, selector).click()
    wait(browser, lambda: "→" in text(browser, "#status"))


def follow(browser: webdriver.Chrome, link: str, title: str) -> None:
    browser.find_element(By.LINK_TEXT, link).click()
    wait(browser, lambda: text(browser, "main h2") == title)


def test_an_answer_shows_what_comes_goes_and_changes(open_page: Open) -> None:
    browser = open_page()

    choose(browser, "psycopg")
    status = text(browser, "#status")
    follow(browser, "session.py", "app/session.py")

    assert status == "driver: asyncpg → psycopg: 0 files come, 0 go, 2 change."
    assert "async def open(): ..." in text(browser, ".removed")
    assert text(browser, ".added") == "def open(): ..."
    browser.find_element(By.XPATH, "//button[.='Unified']").click()
    wait(browser, lambda: text(browser, ".added").startswith("+"))


def test_the_command_bakes_what_is_shown(open_page: Open) -> None:
    browser = open_page("--template=https://example.com/template")

    choose(browser, "psycopg")
    browser.find_element(By.ID, "copy").click()
    wait(browser, lambda: text(browser, "#copy") != "Copy")
    search = browser.find_element(By.ID, "search")
    search.send_keys(Keys.CONTROL, "v")
    pasted = search.get_attribute("value")

    assert (
        pasted
        == text(browser, "#command")
        == (
            "uvx cookiecutter https://example.com/template --no-input"
            " driver=psycopg soft_delete=true license=MIT"
        )
    )


def test_a_link_leads_to_a_choice_and_a_file_and_back_works(open_page: Open) -> None:
    browser = open_page(hash="#driver=psycopg&license=BSD&file=README.md")

    assert text(browser, "main h2") == "README.md"
    assert text(browser, ".code") == "BSD"
    follow(browser, "purge.py", "app/purge.py")
    browser.back()
    wait(browser, lambda: text(browser, "main h2") == "README.md")


def test_the_search_finds_files_by_their_content(open_page: Open) -> None:
    browser = open_page()

    browser.find_element(By.ID, "search").send_keys("PURGE(")

    assert text(browser, "#found") == "1 file mentions it."
    assert text(browser, "#hits li") == "app/purge.py 1 line"


def test_a_file_tells_why_it_is_there(
    open_page: Open, write_template: WriteTemplate
) -> None:
    condition = '# {% if cookiecutter.driver == "psycopg" %}'
    lines = ("1", condition, "2", "# {% endif %}", "")
    write_template({"app/purge@soft.py": "\n".join(lines)})
    browser = open_page(hash="#file=app/purge.py")

    reasons = text(browser, ".why")
    follow(browser, "line 2", "Template: app/purge@soft.py")

    assert "Only with the tags: soft" in reasons
    assert "Its content depends on: driver, soft_delete" in reasons
    assert f"line 2 {condition}" in reasons
    assert condition in text(browser, ".target")


def test_changes_since_a_commit_are_shown(
    open_page: Open, write_template: WriteTemplate
) -> None:
    write_template({"app/main.py": "1\n2\n3\n<b>4</b>\n5\n6\n7\n8\n9\n"})
    browser = open_page("--since=main", hash="#from=since&file=app/main.py")

    assert text(browser, "#status") == ("since main: 0 files come, 0 go, 1 change.")
    assert text(browser, ".added") == "<b>4</b>"


def press_until(browser: webdriver.Chrome, key: str, selector: str) -> None:
    """Press a key until the focus is on an element that matches."""
    script = "return document.activeElement.matches(arguments[0])"
    for _ in range(60):
        ActionChains(browser).send_keys(key).perform()
        if browser.execute_script(script, selector):
            return
    raise AssertionError(f"{selector} cannot be reached")


def test_the_keyboard_is_enough(open_page: Open) -> None:
    browser = open_page()

    press_until(browser, Keys.TAB, "#answers [value='asyncpg']")
    ActionChains(browser).send_keys(Keys.ARROW_DOWN).perform()
    wait(browser, lambda: "→" in text(browser, "#status"))
    press_until(browser, Keys.TAB, "a[href*='file=app%2Fsession.py']")
    ActionChains(browser).send_keys(Keys.ENTER).perform()

    wait(browser, lambda: text(browser, "main h2") == "app/session.py")


UNREADABLE = """
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((part) => {
      part /= 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if ((channels(colour)[3] ?? 1) === 1) return colour;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const found = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
    if (element.matches(":disabled")) continue;
    const pair = [light(getComputedStyle(element).color), light(behind(element))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) found.add(`${element.tagName}.${element.className} ${ratio}`);
  }
  return [...found];
"""
"""Elements whose text has less than the contrast of WCAG 2.2, level AA."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1200])
def test_it_is_readable_in_both_schemes_and_on_a_phone(
    open_page: Open, scheme: str, width: int
) -> None:
    browser = open_page(hash="#driver=psycopg&from=driver%3Dasyncpg")
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    send = browser.execute_cdp_cmd
    send("Emulation.setEmulatedMedia", {"features": features})
    send("Emulation.setDeviceMetricsOverride", size)
    try:
        follow(browser, "session.py", "app/session.py")
        unreadable = browser.execute_script(UNREADABLE)
        fits = "return innerWidth >= document.documentElement.scrollWidth"
        is_wide_enough = browser.execute_script(fits)
    finally:
        send("Emulation.setEmulatedMedia", {"features": []})
        send("Emulation.clearDeviceMetricsOverride", {})

    assert unreadable == []
    assert is_wide_enough
