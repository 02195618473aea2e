#include "server/http/connections/answer_later.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

namespace http {

net::Awaitable<Response> AnswerLater(std::function<void(Response::Answer)> later) {
  using Token = boost::asio::use_awaitable_t<net::Executor>;
  Token token;
  co_return co_await boost::asio::async_initiate<Token, void(Response)>(
      [](auto handler, const std::function<void(Response::Answer)>& begin) {
        auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
        begin([waiting](Response response) {
          boost::asio::post(boost::asio::get_associated_executor(*waiting),
                            [waiting, answer = std::move(response)]() mutable {
                              auto take = std::move(*waiting);
                              take(std::move(answer));
                            });
        });
      },
      token, std::move(later));
}

}  // namespace http
