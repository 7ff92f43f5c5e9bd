// How every TLS listener of swapguard shows itself: TLS 1.2 or newer. Dear to compile; included where TLS is
// spoken only.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "core/base/result.h"

namespace swapguard::http {

// Reads a certificate chain and its private key, PEM. The error names the file; of a key that belongs to
// another certificate too. Connections hold the context: they may outlive the listener that accepted them.
Result<std::shared_ptr<boost::asio::ssl::context>, std::string> load_tls_context(
    const std::string& certificate_file, const std::string& key_file);

}  // namespace swapguard::http
