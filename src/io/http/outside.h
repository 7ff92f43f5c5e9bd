// Outside: which addresses a call that must lead out may open a connection to. Pure. Inside io/http only.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

namespace swapguard::http {

// False for this machine, its links (169.254.169.254 and other metadata services of clouds among them),
// groups and unassigned addresses; also where an IPv6 address carries such an IPv4 one. Private networks are
// outside: a chat of the company's own stands there.
bool is_outside(const sockaddr& address);
bool is_outside(const in_addr& address);
bool is_outside(const in6_addr& address);

}  // namespace swapguard::http
