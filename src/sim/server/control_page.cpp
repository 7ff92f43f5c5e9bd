// The page of the control API: one form for each thing that can be caused, and the dynos as they are.
#include <fmt/format.h>

#include "sim/server/control.h"

namespace swapguard::sim {
namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>swapguard simulate</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884; }
form { display: grid; grid-template-columns: 7rem 1fr; gap: .25rem 1rem; margin: .75rem 0; }
form p { grid-column: 2; margin: 0; opacity: .8; }
input { font: 13px ui-monospace, monospace; padding: .3rem; width: 100%; box-sizing: border-box; }
button { font: inherit; cursor: pointer; }
</style></head><body>
<h1>A pretend Heroku</h1>
<p>Simulated time: <output id="now">…</output></p>
<table><thead><tr><th>App</th><th>Dyno</th><th>State</th><th>Memory</th><th>Release</th></tr></thead>
<tbody id="dynos"></tbody></table>
<h2>Trouble</h2>
<p role="status" id="said"></p>
)";

constexpr std::string_view tail = R"(<script>
const said = document.getElementById('said');
for (const form of document.forms) form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const answer = await fetch('/_control/' + form.dataset.name, {method: 'POST', body: form.body.value});
  said.textContent = form.dataset.name + ': ' + (answer.ok ? 'done' : (await answer.json()).message);
});
async function show() {
  const state = await (await fetch('/_control')).json();
  document.getElementById('now').textContent = state.now + ' (' + state.time_scale + ' times as fast)';
  const memory = Object.fromEntries(state.generations.map((g) => [g.id, g]));
  const rows = state.apps.flatMap((app) => app.dynos.map((dyno) => {
    const life = memory[dyno.id];
    const row = document.createElement('tr');
    const used = life ? life.memory_mb.toFixed(0) + ' of ' + life.quota_mb + ' MB' : '';
    for (const text of [app.name, dyno.name, dyno.state, used, 'v' + dyno.release.version]) {
      row.insertCell().textContent = text;
    }
    return row;
  }));
  document.getElementById('dynos').replaceChildren(...rows);
}
show(); setInterval(show, 1000);
</script></body></html>
)";

}  // namespace

std::string control_page() {
  std::string page(head);
  for (const Trouble& trouble : troubles()) {
    page += fmt::format(
        "<form data-name=\"{0}\"><button>{0}</button><input name=\"body\" aria-label=\"{0}: JSON\" "
        "value='{1}'>"
        "<p>{2}</p></form>\n",
        trouble.name, trouble.example, trouble.about);
  }
  return page.append(tail);
}

}  // namespace swapguard::sim
