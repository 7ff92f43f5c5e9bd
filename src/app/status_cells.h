// The cells of the table of `status`: one dyno's word, bar, figures and curve.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/api/state.h"
#include "io/telemetry/colour.h"

namespace swapguard::app {

// A dyno whose quota is so near is `due` a look.
inline constexpr Duration due_within = hours{1};

// `45 s`, `46 min`, `2.0 h`, `3.1 d`.
std::string short_span(Duration span);
// `over_limit` as `over limit`.
std::string spoken(std::string_view word);

std::string dyno_cell(const api::DynoPicture& dyno, telemetry::Charset charset);
// ok, due, held, over, would, restart, start, crash, or old: a generation that preboot still lets run.
std::string state_cell(const api::DynoPicture& dyno, telemetry::Charset charset);
telemetry::Tone state_tone(const api::DynoPicture& dyno);
std::string memory_cell(const api::DynoPicture& dyno, telemetry::Charset charset);  // bar and percent
std::string mb_cell(const api::DynoPicture& dyno, telemetry::Charset charset);      // 430/512
std::string swap_cell(const api::DynoPicture& dyno, telemetry::Charset charset);
std::string growth_cell(const api::DynoPicture& dyno, telemetry::Charset charset);  // +118, falls
std::string quota_cell(const api::DynoPicture& dyno, telemetry::Charset charset);   // when it is reached

// The newest `cells` of them; blank where nothing is known.
std::string curve(const std::vector<std::optional<double>>& percents, std::size_t cells,
                  telemetry::Charset charset);

}  // namespace swapguard::app
