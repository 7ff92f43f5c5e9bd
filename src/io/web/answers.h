// Answers: responses of the dashboard with the headers that keep a page harmless, and the files of /assets/.
#pragma once

#include <optional>
#include <string>

#include "io/http/message.h"

namespace swapguard::web {

// Scripts and styles of our own address only, none inline; in no frame; forms to ourselves.
extern const std::string_view content_policy;

void protect(http::Headers& headers);

http::Response html_answer(std::string body, int status = 200);
http::Response svg_answer(std::string body);
http::Response redirect_to(std::string where);  // 303
// A file, in the best encoding that the reader takes. Nothing: there is none at this path.
std::optional<http::Response> asset_answer(const http::Request& request);

// A path of this site, to go on to after the login: what is none is `/`.
std::string safe_next(std::string_view wanted);

// The reader came to this machine by one of its own names: no page of another name can have been rebound to
// it.
bool is_loopback_host(const http::Headers& headers);
// By TLS, to us or to what stands before us.
bool came_securely(const http::Headers& headers, bool has_tls);

// A form as the browser posts it, read like a query.
std::string form_value(const http::Request& request, std::string_view name);

}  // namespace swapguard::web
