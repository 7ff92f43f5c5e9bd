// A call in curl's options, and what curl hands back.
#include "io/http/transfer.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "io/http/outside.h"

namespace swapguard::http {
namespace {

// A peer that has silently gone is noticed after 30 + 3 * 10 seconds.
constexpr long keepalive_idle_s = 30;
constexpr long keepalive_interval_s = 10;
constexpr int keepalive_probes = 3;

int tune_socket(void*, curl_socket_t socket, curlsocktype) {
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPCNT, &keepalive_probes, sizeof keepalive_probes);
  return CURL_SOCKOPT_OK;
}

long milliseconds_of(Duration span) {
  return std::max<long>(1, std::chrono::duration_cast<milliseconds>(span).count());
}

bool one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

// Repeating these does nothing more than the first did, so curl may resend one that fell into the closing of
// a kept connection. All others get a connection of their own: curl then sends exactly once.
bool repeatable(const std::string& method) { return method == "GET" || method == "HEAD"; }

bool before_sending(int code) {
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      return true;
    default:
      return false;
  }
}

// The URL's host as it is written there; empty: it has none.
std::string host_of(const std::string& url) {
  CURLU* parts = curl_url();
  char* host = nullptr;
  std::string text;
  if (curl_url_set(parts, CURLUPART_URL, url.c_str(), 0) == CURLUE_OK &&
      curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
    text = host;
  }
  curl_free(host);
  curl_url_cleanup(parts);
  return text;
}

bool names_this_machine(const std::string& host) {
  return host == "127.0.0.1" || host == "[::1]" || host == "localhost";
}

// Whether curl goes through a proxy: which address it connects to is then not the target's.
bool has_proxy() {
  constexpr std::array names{"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
  return std::ranges::any_of(names, [](const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
  });
}

// Asked for each address that a name resolves to, before anything is sent there.
curl_socket_t open_outside(void* reason, curlsocktype, curl_sockaddr* address) {
  if (is_outside(address->addr)) {
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }
  *static_cast<std::string*>(reason) = "its address leads to this machine or its links";
  return CURL_SOCKET_BAD;
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

struct Transfer::List {
  curl_slist* head = nullptr;
  List() = default;
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List() { curl_slist_free_all(head); }
  bool add(const std::string& line) {
    curl_slist* longer = curl_slist_append(head, line.c_str());
    if (longer != nullptr) head = longer;
    return longer != nullptr;
  }
};

Transfer::Transfer(Call call, TransferEvents events, bool watch)
    : call_(std::move(call)),
      events_(std::move(events)),
      watch_(watch),
      fields_(std::make_unique<List>()),
      error_(CURL_ERROR_SIZE, '\0'),
      header_due_(Clock::now() + call_.answer_within) {
  response_.status = 0;
}

Transfer::~Transfer() {
  if (easy_ != nullptr) curl_easy_cleanup(easy_);
}

std::string Transfer::prepare() {
  if (!one_line(call_.url) || !one_line(call_.method)) return "the URL has a line break";
  easy_ = curl_easy_init();
  if (easy_ == nullptr) return "out of memory";
  if (!set_headers()) return "a header has a line break";
  set_method();
  if (call_.leads_out && !has_proxy() && !names_this_machine(host_of(call_.url))) {
    curl_easy_setopt(easy_, CURLOPT_OPENSOCKETFUNCTION, &open_outside);
    curl_easy_setopt(easy_, CURLOPT_OPENSOCKETDATA, &reason_);
  }
  curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy_, CURLOPT_URL, call_.url.c_str());
  if (!call_.socket_path.empty()) {
    curl_easy_setopt(easy_, CURLOPT_UNIX_SOCKET_PATH, call_.socket_path.c_str());
  }
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, fields_->head);
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, error_.data());
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &Transfer::on_data);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy_, CURLOPT_SOCKOPTFUNCTION, &tune_socket);
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);  // a name look-up that hangs does not hold up the end
  curl_easy_setopt(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy_, CURLOPT_TCP_KEEPIDLE, keepalive_idle_s);
  curl_easy_setopt(easy_, CURLOPT_TCP_KEEPINTVL, keepalive_interval_s);
  curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS, milliseconds_of(call_.connect_within));
  if (!watch_) curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, milliseconds_of(call_.answer_within));
  if (watch_ || !repeatable(call_.method)) curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 1L);
  return {};
}

bool Transfer::set_headers() {
  bool added = fields_->add("Expect:");  // waiting for 100-continue gains nothing here
  for (const auto& [name, value] : call_.headers.all()) {
    if (!one_line(name) || !one_line(value)) return false;
    added = fields_->add(value.empty() ? name + ";" : name + ": " + value) && added;
  }
  if (!call_.headers.has("Content-Type")) added = fields_->add("Content-Type:") && added;
  return added;
}

void Transfer::set_method() {
  if (call_.method == "HEAD") {
    curl_easy_setopt(easy_, CURLOPT_NOBODY, 1L);
    return;
  }
  if (!call_.body.empty() || call_.method == "POST") {
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, call_.body.c_str());
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call_.body.size()));
  }
  curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, call_.method.c_str());
}

std::size_t Transfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  static_cast<Transfer*>(self)->take_header(std::string_view(bytes, size * count));
  return size * count;
}

std::size_t Transfer::on_data(char* bytes, std::size_t size, std::size_t count, void* self) {
  const std::string_view data(bytes, size * count);
  return static_cast<Transfer*>(self)->take_data(data) ? data.size() : 0;
}

void Transfer::take_header(std::string_view line) {
  if (line.starts_with("HTTP/")) {
    response_ = Response{0, {}, {}};
    const auto space = line.find(' ');
    if (space != line.npos)
      std::from_chars(line.data() + space + 1, line.data() + line.size(), response_.status);
    return;
  }
  const auto colon = line.find(':');
  if (colon != line.npos) {
    response_.headers.add(trim(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
    return;
  }
  if (!trim(line).empty() || response_.status < 200 || started_) return;
  started_ = true;
  if (watch_ && events_.started) events_.started(response_);
}

bool Transfer::take_data(std::string_view bytes) {
  if (watch_) {
    const bool taken = !events_.data || events_.data(bytes);
    if (!taken) reason_ = "more came than could be read";
    return taken;
  }
  if (response_.body.size() + bytes.size() > call_.body_limit) {
    reason_ = "the answer is larger than " + std::to_string(call_.body_limit) + " bytes";
    return false;
  }
  response_.body += bytes;
  return true;
}

CallError::Kind Transfer::kind(int code) const {
  if (before_sending(code) || easy_ == nullptr) return CallError::Kind::not_sent;
  long sent = 0;
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &sent);
  return sent == 0 ? CallError::Kind::not_sent : CallError::Kind::lost;
}

void Transfer::finish(int code) {
  if (code == CURLE_OK) return events_.done(std::move(response_));
  std::string message = reason_.empty() ? std::string(error_.c_str()) : reason_;
  if (message.empty()) message = curl_easy_strerror(static_cast<CURLcode>(code));
  events_.done(failure(CallError{kind(code), std::move(message)}));
}

void Transfer::abandon(const std::string& reason) {
  events_.done(failure(CallError{kind(CURLE_OK), reason}));
}

}  // namespace swapguard::http
