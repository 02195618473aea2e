#include "engine/registry/search_query.h"

#include <gtest/gtest.h>

#include "engine/error.h"

namespace engine {
namespace {

const IndexDocument kLamp = {
    {"thingName", "Lamp-1"},
    {"thingId", "5d1b"},
    {"thingTypeName", "lamps"},
    {"thingGroupNames", "kitchen"},
    {"thingGroupNames", "lit"},
    {"attributes.watts", "75"},
    {"attributes.serial", "abcd"},
    {"attributes.path", "a:b/c"},
    {"connectivity.connected", "true"},
    {"connectivity.timestamp", "1557651600000"},
};

const IndexedFields kAll = {.connectivity = true, .shadows = false};

bool Finds(const char* query) {
  return Matches(ParseSearchQuery(query, kAll), kLamp);
}

// The refusal less what all have in common.
std::string Refusal(const std::string& query, const IndexedFields& fields = kAll) {
  try {
    ParseSearchQuery(query, fields);
  } catch (const Error& error) {
    std::string text = error.what();
    const std::string tail = ", query string: " + query;
    if (text.ends_with(tail)) text.resize(text.size() - tail.size());
    if (text.starts_with("Unable to parse query, ")) text.erase(0, 23);
    return std::string(Name(error.code)) + ": " + text;
  }
  return "accepted";
}

TEST(SearchQuery, ComparesWholeValuesWithoutRegardToCase) {
  EXPECT_TRUE(Finds("thingName:lamp-1"));
  EXPECT_TRUE(Finds("thingName:\"LAMP-1\""));
  EXPECT_TRUE(Finds("thingName : lamp-1"));
  EXPECT_TRUE(Finds("thingName=lamp-1\n"));
  EXPECT_FALSE(Finds("thingName:lamp"));
  EXPECT_TRUE(Finds("attributes.path:a\\:b\\/c"));
  EXPECT_FALSE(Finds("attributes.Watts:75")) << "field names have a case";
}

TEST(SearchQuery, LooksAtEachOfSeveralValues) {
  EXPECT_TRUE(Finds("thingGroupNames:kitchen AND thingGroupNames:lit"));
  EXPECT_FALSE(Finds("thingGroupNames:hall"));
}

TEST(SearchQuery, KnowsWildcards) {
  for (const char* found :
       {"*", "thingName:*", "thingName:l*", "thingName:lamp-?", "thingName:*p*",
        "thingName:*-1", "attributes.serial:a*d", "attributes.serial:a??d"}) {
    EXPECT_TRUE(Finds(found)) << found;
  }
  for (const char* missed : {"thingName:lamp-1?", "thingName:\"lamp*\"", "thingName:lamp\\*",
                             "attributes.none:*", "attributes.serial:a?d"}) {
    EXPECT_FALSE(Finds(missed)) << missed;
  }
}

TEST(SearchQuery, ComparesNumbersAsNumbersAndTextsAsTexts) {
  for (const char* found :
       {"attributes.watts:75.0", "attributes.watts>9", "attributes.watts >= 75",
        "attributes.watts<100", "attributes.watts:[75 TO 80]", "attributes.watts:{9 TO 75]",
        "attributes.watts:[* TO 75]", "attributes.watts:[7 80]", "attributes.watts:{-5 TO *}",
        "attributes.serial:[\"abcc\" TO \"abce\"]", "attributes.serial>abcc",
        "connectivity.timestamp > 1557651599999", "attributes.watts:[\"60\" TO \"8\"]"}) {
    EXPECT_TRUE(Finds(found)) << found;
  }
  for (const char* missed :
       {"attributes.watts>75", "attributes.watts<75", "attributes.watts:{75 TO 80]",
        "attributes.serial>5", "attributes.serial:[abce TO abcf]",
        "attributes.watts:[80 TO 70]", "attributes.none<5"}) {
    EXPECT_FALSE(Finds(missed)) << missed;
  }
}

TEST(SearchQuery, LooksIntoAllFieldsForATermWithoutOne) {
  EXPECT_TRUE(Finds("abcd"));
  EXPECT_TRUE(Finds("KITCH*"));
  EXPECT_FALSE(Finds("watts"));
}

// AND holds tighter than OR, and OR tighter than standing side by side.
TEST(SearchQuery, PutsTermsTogetherAsAwsDoes) {
  const char* yes = "thingName:lamp-1";
  const char* no = "thingName:fan";
  const auto finds = [&](std::string form) {
    for (std::size_t at; (at = form.find('Y')) != std::string::npos;) form.replace(at, 1, yes);
    for (std::size_t at; (at = form.find('_')) != std::string::npos;) form.replace(at, 1, no);
    return Finds(form.c_str());
  };
  for (const char* found :
       {"Y OR _ AND _", "_ AND _ OR Y", "Y Y", "Y -_", "Y - _", "NOT _", "!_", "-(_ OR _)",
        "Y && Y", "_ || Y", "NOT _ AND Y", "Y NOT _", "(Y)(Y)"}) {
    EXPECT_TRUE(finds(found)) << found;
  }
  for (const char* missed :
       {"Y OR Y _", "_ Y OR Y", "NOT _ AND _", "NOT Y OR _", "Y AND (_ OR _)"}) {
    EXPECT_FALSE(finds(missed)) << missed;
  }
  EXPECT_TRUE(Finds("thingName:(la* AND -lamp-2)"));
  EXPECT_FALSE(Finds("thingName:(fan OR oven)"));
}

TEST(SearchQuery, RefusesWrongSyntax) {
  for (const char* query : {" ",
                            "thingName:",
                            "thingName:(a",
                            "thingName:a AND",
                            "AND thingName:a",
                            "thingName:a OR",
                            "thingName:a NOT",
                            "NOT",
                            "!",
                            "()",
                            "thingName:a)",
                            "thingName:a -",
                            "NOT NOT thingName:a",
                            "NOT -thingName:a",
                            "-NOT thingName:a",
                            "a AND OR b",
                            "thingName:\"a",
                            "thingName:a\"",
                            "attributes.count:>5",
                            "thingName:<a",
                            "thingName:[a",
                            "thingName:[a TO",
                            "thingName:[a to b]",
                            "thingName:[a TO b TO c]",
                            "thingName:[]",
                            "thingName:[aTOb]",
                            "thingName:[a TO b]]",
                            "thingName:a]b",
                            "thingName:a{b",
                            "attributes.a[0]:x",
                            "thingName:[TO b]",
                            "thingName:[a TO]",
                            "thingName:[a TO b)",
                            "thingName:[a\tTO\tb]",
                            "thingName:()",
                            "thingName:(a OR)",
                            "a\\"}) {
    EXPECT_EQ(Refusal(query), "InvalidQuery: invalid syntax") << query;
  }
}

TEST(SearchQuery, SaysWhatElseIsWrong) {
  EXPECT_EQ(Refusal("thingGroupName:a"),
            "InvalidQuery: invalid field name, field name: thingGroupName");
  EXPECT_EQ(Refusal("*:1"), "InvalidQuery: invalid field name, field name: *");
  EXPECT_EQ(Refusal("attributes.:1"),
            "InvalidQuery: invalid field name, field name: attributes.");
  EXPECT_EQ(Refusal("+a"), "InvalidQuery: unsupported operator - \"+\"");
  EXPECT_EQ(Refusal("thingName:a~2"), "InvalidQuery: unsupported query type - fuzzy");
  EXPECT_EQ(Refusal("thingName:a^2"), "InvalidQuery: unsupported query type - boost");
  EXPECT_EQ(Refusal("thingName:/a/"),
            "InvalidQuery: unsupported query type - regular expression");
  EXPECT_EQ(
      Refusal("thingName:*a*b*"),
      "InvalidQuery: invalid value - too many wildcards (*). The maximum allowed per term is "
      "2, field name: thingName, value: *a*b*");
  EXPECT_EQ(
      Refusal("thingName:?a"),
      "InvalidQuery: invalid value - wildcard character (?) is not allowed at the start of "
      "the value, field name: thingName, value: ?a");
  EXPECT_NE(Refusal("thingName:*a thingGroupNames:*b"), "accepted");
  EXPECT_NE(Refusal("thingName:*" + std::string(100, 'a')), "accepted");
}

TEST(SearchQuery, RefusesFieldsThatAreNotIndexed) {
  EXPECT_EQ(
      Refusal("connectivity.connected:true", {}),
      "InvalidRequest: Query includes one or more constraints for Connectivity attribute, "
      "but Connectivity indexing is not enabled for AWS_Things index");
  EXPECT_EQ(Refusal("shadow.reported.x:1").substr(0, 14), "InvalidRequest");
  EXPECT_EQ(Refusal("shadow.reported.x:1", {.shadows = true}).substr(0, 14), "NotImplemented");
}

TEST(SearchQuery, HasAtMostTwelveTerms) {
  std::string query = "thingName:a";
  for (int i = 0; i < 11; ++i) query += " OR thingName:[a TO b]";
  EXPECT_EQ(Refusal(query), "accepted");
  EXPECT_EQ(Refusal(query + " c d"),
            "InvalidQuery: number of terms cannot exceed 12, terms found: 14");
  EXPECT_EQ(Refusal("bogus:1 OR " + query).substr(0, 29), "InvalidQuery: number of terms");
  EXPECT_EQ(Refusal(query + " OR thingName:"), "InvalidQuery: invalid syntax");
}

TEST(SearchQuery, NestsAsDeepAsItsLengthAllows) {
  EXPECT_EQ(Refusal(std::string(499, '(') + "a" + std::string(499, ')')), "accepted");
  EXPECT_EQ(Refusal(std::string(1000, '(')), "InvalidQuery: invalid syntax");
  EXPECT_NE(Refusal(std::string(1001, 'a')), "accepted");
}

TEST(SearchQuery, IsQuickWithWildcardsAndLongValues) {
  const SearchQuery query = ParseSearchQuery("attributes.x:*aaaaaaaaaaaaaaab*", {});
  EXPECT_FALSE(Matches(query, {{"attributes.x", std::string(800, 'a')}}));
}

TEST(SearchQuery, AsksForTheFieldsOfItsTerms) {
  EXPECT_TRUE(
      AsksFor(ParseSearchQuery("NOT connectivity.connected:true", kAll), "connectivity."));
  EXPECT_FALSE(AsksFor(ParseSearchQuery("thingName:a", kAll), "thingGroupNames"));
  EXPECT_TRUE(AsksFor(ParseSearchQuery("a", kAll), "thingGroupNames"));
}

}  // namespace
}  // namespace engine
