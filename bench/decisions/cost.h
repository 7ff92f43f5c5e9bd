// Cost: what a decision costs, in hurt requests. A hurt request is one that is lost, times out or is
// unbearably slow. Every constant of the model stands here.
#pragma once

namespace swapguard::bench {

struct Prices {
  // Over quota: a request served at depth x = (RSS + swap) / quota − 1 is hurt with this chance at once …
  double shallow = 0.02;
  // … rising to certainty at this depth …
  double ruin = 0.5;
  // … along this power: the first pages swapped out are idle ones, later ones are needed.
  double bend = 1.3;
  // A fresh dyno is slow: this share of its first requests is hurt, falling to none over its warm-up.
  double warm_up = 0.30;
  // Requests that a graceful stop cuts off, in seconds of the dyno's traffic; under preboot the router turns
  // away from the old generation first; a SIGKILL takes what waited in its queue as well.
  double in_flight = 1.0, in_flight_preboot = 0.2, in_flight_killed = 10;
  // Workers lose the job at hand; a queue gives back a killed worker's jobs only after a time-out.
  double job = 15, job_killed = 75;
  // A dyno carries this share of its nominal capacity before requests queue beyond bearing.
  double usable = 0.8;
  // Of the requests that the others take over from a dyno that is down, this share is hurt by the wait.
  double taken_over = 0.15;
  // For nothing: a restart of a generation that, left alone until its natural end, would have hurt less than
  // `worth` seconds of full hurt is priced at `needless` seconds of the dyno's mean traffic.
  double worth = 6, needless = 5;
  // Added to both sides of every ratio, as a share of all requests: differences below it are noise.
  double floor = 10e-6;
};
inline constexpr Prices prices;

// The share of requests that is hurt at this depth of swap.
double hurt_by_swap(double depth);

// The share of requests that is hurt so many steps after `up`.
double hurt_by_warm_up(int steps_up, int warm_up);

// Requests a second that are hurt because only `serving` of `dynos` serve.
double hurt_by_outage(double requests, double capacity, int dynos, int serving);

// The least that one more dyno down adds, whoever else is down: what the lower bound may count.
double hurt_by_one_down(double requests, double capacity, int dynos);

}  // namespace swapguard::bench
