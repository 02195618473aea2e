#include "engine/ota/block_request.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

// Of a file of ten blocks of 4096 bytes, the last of them short.
std::vector<std::int64_t> Blocks(json members, std::uint64_t file_bytes = 9 * 4096 + 1) {
  members.emplace("f", 0);
  members.emplace("l", 4096);
  return BlocksFor(ReadBlockRequest(members), file_bytes);
}

std::string RefusalOf(json members, std::uint64_t file_bytes = 9 * 4096 + 1) {
  return RefusalName([&] { Blocks(std::move(members), file_bytes); });
}

TEST(BlocksFor, CountsFromTheOffset) {
  EXPECT_THAT(Blocks({{"o", 3}, {"n", 2}}), ElementsAre(3, 4));
  EXPECT_THAT(Blocks({{"n", 0}}), IsEmpty());
}

TEST(BlocksFor, TakesTheLowestBitOfABitmapForTheBlockAtTheOffset) {
  EXPECT_THAT(Blocks({{"b", "130080"}, {"n", 31}}, 40 * 4096), ElementsAre(0, 1, 4, 23));
  EXPECT_THAT(Blocks({{"b", "03"}, {"o", 5}, {"n", 31}}), ElementsAre(5, 6));
}

TEST(BlocksFor, SendsOfABitmapAsManyAsAreAskedFor) {
  EXPECT_THAT(Blocks({{"b", "ff03"}, {"n", 1}}), ElementsAre(0));
  // What one library of AWS's always sends.
  EXPECT_THAT(Blocks({{"b", "4d513d3d"}, {"o", 9}, {"n", 1}}), ElementsAre(9));
  EXPECT_THAT(Blocks({{"b", "4d513d3d"}, {"n", 6}}, 20 * 4096), ElementsAre(0, 2, 3, 6, 8, 12));
}

TEST(BlocksFor, LeavesOutWhatIsBeyondTheEnd) {
  EXPECT_THAT(Blocks({{"o", 8}, {"n", 5}}), ElementsAre(8, 9));
  EXPECT_THAT(Blocks({{"b", "ffff"}, {"o", 8}, {"n", 5}}), ElementsAre(8, 9));
}

TEST(BlocksFor, AnswersWith128KiBAtMost) {
  EXPECT_EQ(Blocks({{"n", 98304}}, 100 * 4096).size(), 32);
  EXPECT_EQ(Blocks({{"n", 98304}, {"l", 131072}}, 500'000).size(), 1);
  EXPECT_EQ(Blocks({{"n", 98304}, {"l", 256}}, 500'000).size(), 512);
  EXPECT_EQ(Blocks({}, 32 * 4096).size(), 32);
}

TEST(BlocksFor, WithoutACountTheFileMustHaveAsManyAsAnAnswerHolds) {
  EXPECT_EQ(Refusal([] { Blocks(json::object(), 31 * 4096); }),
            "InvalidRequest: The data requested is out of the range of data available.");
  EXPECT_EQ(RefusalOf({{"l", 2048}, {"b", std::string(16, 'f')}}, 127'762), "InvalidRequest");
  EXPECT_EQ(RefusalOf({{"o", 9}}, 40 * 4096), "InvalidRequest");
}

TEST(BlocksFor, ThereIsNoBlockBeyondTheEnd) {
  EXPECT_EQ(RefusalOf({{"o", 10}, {"n", 1}}), "ResourceNotFound");
  EXPECT_EQ(RefusalOf({{"n", 1}}, 0), "ResourceNotFound");
}

TEST(ReadBlockRequest, RefusesWhatIsOutOfBoundsByAwsCodes) {
  EXPECT_EQ(Refusal([] {
              Blocks({{"l", 255}});
            }),
            "BlockSizeOutOfBounds: The block size is out of bounds");
  EXPECT_EQ(RefusalOf({{"l", 131'073}}), "BlockSizeOutOfBounds");
  EXPECT_EQ(RefusalOf({{"l", -4096}}), "BlockSizeOutOfBounds");
  EXPECT_EQ(RefusalOf({{"o", 98'305}}), "OffsetOutOfBounds");
  EXPECT_EQ(RefusalOf({{"o", -1}}), "OffsetOutOfBounds");
  EXPECT_EQ(RefusalOf({{"n", 98'305}}), "BlockCountLimitExceeded");
  EXPECT_EQ(RefusalOf({{"n", -1}}), "BlockCountLimitExceeded");
  EXPECT_EQ(RefusalOf({{"b", std::string(24'576, '0')}}), "BlockBitmapLimitExceeded");
  EXPECT_EQ(RefusalOf({{"b", std::string(24'574, '0')}, {"n", 1}}), "accepted");
  EXPECT_EQ(RefusalOf({{"f", 256}}), "InvalidRequest");
}

TEST(ReadBlockRequest, NeedsAFileAndABlockSize) {
  EXPECT_EQ(RefusalName([] { ReadBlockRequest({{"l", 4096}}); }), "InvalidRequest");
  EXPECT_EQ(RefusalName([] { ReadBlockRequest({{"f", 0}}); }), "InvalidRequest");
}

}  // namespace
}  // namespace engine
