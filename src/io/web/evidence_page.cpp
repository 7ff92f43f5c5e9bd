#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "io/web/charts.h"
#include "io/web/icons.h"
#include "io/web/pages.h"

namespace swapguard::web {
namespace {

using guard::JournalEntry;

constexpr std::string_view guard_prefix = "guard_";
constexpr std::size_t samples_most = 30;

std::string sentence_of(const JournalEntry& entry) {
  switch (entry.kind) {
    case guard::Kind::held:
      return "Why was " + entry.dyno.text + " not restarted?";
    case guard::Kind::would_restart:
      return "Why would " + entry.dyno.text + " have been restarted?";
    default:
      return "Why was " + entry.dyno.text + " restarted?";
  }
}

// `ok: 34 min since its last restart, 10m wanted`: the verdict and what was seen.
struct GuardSaid {
  bool passed = false;
  std::string words;
};
GuardSaid said(const guard::Detail& detail) {
  const std::string text = detail_text(detail);
  const auto colon = text.find(": ");
  return {text.starts_with("ok"), colon == text.npos ? text : text.substr(colon + 2)};
}

// A detail of an entry by the name that a reader knows, with its unit.
struct Label {
  std::string_view key, name, unit;
};
constexpr std::array<Label, 7> labels{{{"percent", "of quota", " %"},
                                       {"growth_mb_per_hour", "growth", " MB/h"},
                                       {"growth_spread", "growth, standard error", " MB/h"},
                                       {"readings", "samples in the fit", ""},
                                       {"over", "samples over the limit", ""},
                                       {"harm_level", "learned harm level", " %"},
                                       {"to_quota", "quota reached in", ""}}};

void figure(Html& html, const std::string& key, const guard::Detail& detail) {
  const auto* label =
      std::find_if(labels.begin(), labels.end(), [&](const Label& each) { return each.key == key; });
  const bool is_plain = label == labels.end();
  std::string value = detail_text(detail);
  if (key == "rule") value = spoken(value);
  html.open("tr").leaf("th", {{"scope", "row"}}, is_plain ? spoken(key) : std::string(label->name));
  html.leaf("td", is_plain ? value : value + std::string(label->unit)).close();
}

void figures(Html& html, const JournalEntry& entry) {
  open_card(html, "because", "Because", "The figures on which it was decided");
  html.open("table").open("tbody");
  for (const auto& [name, detail] : entry.details) {
    if (name.starts_with(guard_prefix)) continue;
    figure(html, name, detail);
  }
  html.close().close().close();
}

void guards(Html& html, const JournalEntry& entry) {
  open_card(html, "guards", "Guards", "Every one must say yes");
  html.open("table").open("thead").open("tr");
  for (const char* name : {"Guard", "Verdict", "What it saw"}) html.leaf("th", {{"scope", "col"}}, name);
  html.close().close().open("tbody");
  for (const auto& [name, detail] : entry.details) {
    if (!name.starts_with(guard_prefix)) continue;
    const GuardSaid answer = said(detail);
    html.open("tr").leaf("th", {{"scope", "row"}}, spoken(name.substr(guard_prefix.size())));
    html.open("td").leaf("span", {{"class", answer.passed ? "state ok" : "state warn"}},
                         answer.passed ? "yes" : "no");
    html.close().leaf("td", answer.words).close();
  }
  html.close().close().close();
}

void samples(Html& html, const EvidencePage& page) {
  open_card(html, "samples", "Samples up to then", fmt::format("{} of this generation", page.samples.size()));
  html.open("figure").add(memory_chart(page.series, page.frame.state->at, Medium::page)).close();
  html.open("details").leaf("summary", "The newest samples").open("div", {{"class", "wide"}}).open("table");
  html.open("thead").open("tr");
  for (const char* name : {"UTC", "Memory", "Of quota", "Swap"}) html.leaf("th", {{"scope", "col"}}, name);
  html.close().close().open("tbody");
  const std::size_t first = page.samples.size() > samples_most ? page.samples.size() - samples_most : 0;
  for (std::size_t at = first; at < page.samples.size(); ++at) {
    const auto& sample = page.samples[at];
    std::optional<double> percent;
    if (sample.quota) percent = percent_of(sample.used_max, *sample.quota);
    html.open("tr")
        .leaf("th", {{"scope", "row"}}, moment_text(sample.at))
        .leaf("td", megabytes_text(sample.used_max));
    html.leaf("td", percent_text(percent)).leaf("td", megabytes_text(sample.swap_max)).close();
  }
  html.close().close().close().close().close();
}

void afterwards(Html& html, const EvidencePage& page) {
  open_card(html, "then", "What happened then");
  if (page.then.empty()) {
    const bool is_sent = page.decision.entry.kind == guard::Kind::restart;
    html.leaf("p", {{"class", "dim"}}, is_sent ? "Nothing came of it yet." : "Nothing was sent to Heroku.");
  }
  html.open("ol", {{"class", "items"}});
  if (page.decision.entry.kind == guard::Kind::restart) {
    html.open("li", {{"class", "item restart"}})
        .add(icon(Icon::restart))
        .leaf("h3", "Asked Heroku to restart it");
    html.leaf("time", {{"datetime", format_rfc3339(page.decision.entry.at)}},
              clock_text(page.decision.entry.at));
    html.open("p").leaf("code", fmt::format("DELETE /apps/{}/dynos/{}", page.decision.entry.app.text,
                                            page.decision.entry.dyno.text));
    html.text(", once, after Heroku's list showed this very generation, up.").close().close();
  }
  for (const auto& [number, entry] : page.then) {
    html.open("li",
              {{"class", fmt::format("item {}", class_of(entry.kind))}, {"id", fmt::format("e{}", number)}});
    html.add(icon(icon_of(entry.kind))).leaf("h3", headline_of(entry));
    html.leaf("time", {{"datetime", format_rfc3339(entry.at)}}, clock_text(entry.at))
        .leaf("p", entry.title)
        .close();
  }
  html.close().close();
}

void settings(Html& html, const EvidencePage& page) {
  open_card(html, "config", "The configuration that decided",
            page.file.empty() ? "from the environment and the defaults" : page.file);
  html.open("pre", {{"tabindex", "0"}});
  for (const auto& [name, value] : page.settings)
    html.leaf("code", fmt::format("{} = {}", name, value)).empty("br");
  html.close();
  html.open("p", {{"class", "small dim"}}).text("In the terminal: ");
  html.leaf("code",
            fmt::format("swapguard why -a {} {}", page.frame.app.text, page.decision.entry.decision.text));
  html.close().close();
}

}  // namespace

std::string evidence_page(EvidencePage page) {
  const JournalEntry& entry = page.decision.entry;
  page.frame.title = sentence_of(entry);
  return web::page(page.frame, [&](Html& html) {
    html.open("section", {{"class", "verdict"}}).add(icon(icon_of(entry.kind))).open("div");
    html.leaf("h1", sentence_of(entry)).leaf("p", entry.title + ".");
    html.open("p", {{"class", "small dim"}});
    html.text(fmt::format("{} · e{} · {}", moment_text(entry.at), page.decision.number, entry.decision.text))
        .close();
    html.close().close();
    figures(html, entry);
    guards(html, entry);
    samples(html, page);
    afterwards(html, page);
    settings(html, page);
  });
}

}  // namespace swapguard::web
