#include "io/web/ink.h"

#include <array>
#include <string_view>

namespace swapguard::web {
namespace {

struct Row {
  Ink ink;
  std::string_view token, light;
};

// As in web/app.css; files are light.
constexpr std::array<Row, 16> rows{{{Ink::page, "var(--bg)", "#f3f5f8"},
                                    {Ink::card, "var(--sf)", "#ffffff"},
                                    {Ink::future, "var(--fut)", "#f7f9fb"},
                                    {Ink::grid, "var(--grid)", "#e3e8ee"},
                                    {Ink::text, "var(--tx)", "#1b222b"},
                                    {Ink::dim, "var(--dim)", "#4f5b68"},
                                    {Ink::context, "var(--ctx)", "#78838f"},
                                    {Ink::accent, "var(--ac)", "#0757b8"},
                                    {Ink::ok, "var(--ok)", "#17722f"},
                                    {Ink::warn, "var(--warn)", "#8a5200"},
                                    {Ink::bad, "var(--bad)", "#b91c1c"},
                                    {Ink::release, "var(--pur)", "#6b3fc0"},
                                    {Ink::s1, "var(--s1)", "#a34b00"},
                                    {Ink::s2, "var(--s2)", "#0757b8"},
                                    {Ink::s3, "var(--s3)", "#0a6f60"},
                                    {Ink::s4, "var(--s4)", "#a8246a"}}};

}  // namespace

std::string paint(Ink ink, Medium medium) {
  const Row& row = rows[static_cast<std::size_t>(ink)];
  return std::string(medium == Medium::page ? row.token : row.light);
}

}  // namespace swapguard::web
