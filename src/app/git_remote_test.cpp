#include "app/git_remote.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

std::string found(std::string_view config) {
  std::string text;
  for (const auto& remote : heroku_remotes(config)) text += remote.remote + "=" + remote.app + " ";
  return text;
}

TEST(GitRemote, FindsEveryWayInWhichHerokuIsWritten) {
  EXPECT_EQ(found("[core]\n\tbare = false\n[remote \"origin\"]\n\turl = git@example.com:a/b.git\n"
                  "[remote \"heroku\"]\n\turl = https://git.heroku.com/acme-prod.git\n"
                  "\tfetch = +refs/heads/*:refs/remotes/heroku/*\n"
                  "[remote \"staging\"]\n  url=git@heroku.com:acme-staging.git\r\n"
                  "[branch \"main\"]\n\turl = https://git.heroku.com/no.git\n"
                  "[remote \"ssh\"]\nurl = ssh://git@heroku.com/acme-ssh.git\n"),
            "heroku=acme-prod staging=acme-staging ssh=acme-ssh ");
  EXPECT_EQ(found(""), "");
  EXPECT_EQ(found("[remote \"heroku\"]\n\turl = https://git.heroku.com.example.com/acme.git\n"), "");
}

}  // namespace
}  // namespace swapguard::app
