/* A network of sigmoids, half the sum of squares, SGD: nothing is decided at run time.

   The compiler is told LAYERS(DO), which does DO(this, next, inputs, units) for each layer, BACK(DO)
   the same from the last on, OUT (the last layer's number plus one), INPUTS, OUTPUTS and BATCH. */
#include <math.h>
#include <string.h>

#define LOOP(i, n) for (int i = 0; i < (n); i++)

static double rate;
static double a0[INPUTS], d0[INPUTS];

#define DECLARE(K, N, IN, UNITS) \
  static double w##K[IN][UNITS], b##K[UNITS], gw##K[IN][UNITS], gb##K[UNITS]; \
  static double a##N[UNITS], d##N[UNITS];
LAYERS(DECLARE)

#if BATCH == 1 /* a row's slopes are used at once */
#define ADD(K, N, i, j) w##K[i][j] -= rate * a##K[i] * d##N[j]
#define ADD_BIAS(K, N, j) b##K[j] -= rate * d##N[j]
#else
#define ADD(K, N, i, j) gw##K[i][j] += a##K[i] * d##N[j]
#define ADD_BIAS(K, N, j) gb##K[j] += d##N[j]
#endif

#define FORWARD(K, N, IN, UNITS) { \
  double z[UNITS]; \
  memcpy(z, b##K, sizeof z); \
  LOOP(i, IN) LOOP(j, UNITS) z[j] += a##K[i] * w##K[i][j]; \
  LOOP(j, UNITS) a##N[j] = 1 / (1 + exp(-z[j])); }

#define BACKWARD(K, N, IN, UNITS) \
  LOOP(j, UNITS) d##N[j] *= a##N[j] * (1 - a##N[j]); \
  if (K) LOOP(i, IN) { \
    double sum = 0; \
    LOOP(j, UNITS) sum += w##K[i][j] * d##N[j]; \
    d##K[i] = sum; } \
  LOOP(i, IN) LOOP(j, UNITS) ADD(K, N, i, j); \
  LOOP(j, UNITS) ADD_BIAS(K, N, j);

#define UPDATE(K, N, IN, UNITS) \
  LOOP(i, IN) LOOP(j, UNITS) w##K[i][j] -= rate * gw##K[i][j]; \
  LOOP(j, UNITS) b##K[j] -= rate * gb##K[j]; \
  memset(gw##K, 0, sizeof gw##K); \
  memset(gb##K, 0, sizeof gb##K);

#define TAKE(K, N, IN, UNITS) \
  memcpy(w##K, params, sizeof w##K); params += IN * UNITS; \
  memcpy(b##K, params, sizeof b##K); params += UNITS;

#define CAT_(x, y) x##y
#define CAT(x, y) CAT_(x, y)

/* Takes the first weights: w and b of each layer, one after the other. */
void start(const double *params, double learning_rate) {
  rate = learning_rate;
  LAYERS(TAKE)
}

/* Makes `steps` steps on the rows numbered `order`, which holds `length` and is gone round. */
void learn(const double *x, const double *y, const long *order, long length, long steps,
           double *losses) {
  long place = 0;
  for (long step = 0; step < steps; step++) {
    double loss = 0;
    for (int n = 0; n < BATCH; n++) {
      const long row = order[place];
      if (++place == length) place = 0;
      memcpy(a0, x + row * INPUTS, sizeof a0);
      LAYERS(FORWARD)
      LOOP(j, OUTPUTS) {
        CAT(d, OUT)[j] = CAT(a, OUT)[j] - y[row * OUTPUTS + j];
        loss += 0.5 * CAT(d, OUT)[j] * CAT(d, OUT)[j];
      }
      BACK(BACKWARD)
    }
#if BATCH != 1
    LAYERS(UPDATE)
#endif
    losses[step] = loss;
  }
}
