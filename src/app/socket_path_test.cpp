#include "app/socket_path.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

const Variables session{{"XDG_RUNTIME_DIR", "/run/user/1000"}, {"HOME", "/users/ops"}};

TEST(SocketPath, TheSettingComesFirst) {
  EXPECT_EQ(socket_to_serve("/x/s.sock", session), "/x/s.sock");
  EXPECT_EQ(socket_to_serve("off", session), "");
  EXPECT_EQ(sockets_to_ask("/x/s.sock", session), std::vector<std::string>{"/x/s.sock"});
  EXPECT_TRUE(sockets_to_ask("off", session).empty());
}

TEST(SocketPath, ThenTheFoldersOfTheServiceTheSessionAndTheUser) {
  EXPECT_EQ(socket_to_serve("", session), "/run/user/1000/swapguard.sock");
  EXPECT_EQ(socket_to_serve("", {{"HOME", "/users/ops"}}),
            "/users/ops/.local/state/swapguard/swapguard.sock");
  EXPECT_EQ(socket_to_serve("", {{"RUNTIME_DIRECTORY", "/run/swapguard"}, {"HOME", "/"}}),
            "/run/swapguard/swapguard.sock");
  EXPECT_EQ(socket_to_serve("", {}), "");
}

TEST(SocketPath, ACommandLooksInAllOfThemAndAtTheServices) {
  EXPECT_EQ(sockets_to_ask("", session),
            (std::vector<std::string>{"/run/user/1000/swapguard.sock",
                                      "/users/ops/.local/state/swapguard/swapguard.sock",
                                      "/run/swapguard/swapguard.sock"}));
}

}  // namespace
}  // namespace swapguard::app
