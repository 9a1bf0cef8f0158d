/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-device-registry.h"
#include "store/uke-store-error.h"
#include "support/uke-test-store.h"

#include <string.h>

#define MINUTE_US (60 * (int64_t)1000000)

typedef struct {
  UkeTestStore *store; /* (owned) */
  UkeDb *db;
  int64_t now_us;
  char code[UKE_ENROL_CODE_DIGITS + 1];
  uint8_t fingerprint[UKE_DEVICE_FINGERPRINT_SIZE];
} Fixture;

static void
set_up (Fixture *f, const void *data)
{
  f->store = uke_test_store_new ();
  f->db = f->store->db;
  f->now_us = f->store->now_us;
  memset (f->fingerprint, 0x11, sizeof f->fingerprint);
  g_assert_true (uke_enrolment_make_code (f->db, f->now_us, f->code, NULL, NULL));
}

static void
tear_down (Fixture *f, const void *data)
{
  uke_test_store_free (f->store);
}

static UkeEnrolment *
begin (Fixture *f, const char *code, UkeEnrolRefusal expected, unsigned tries_left)
{
  UkeEnrolment *enrolment = NULL;
  UkeEnrolRefusal refusal;
  unsigned left;
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_enrolment_begin (f->db, code, "受付 1", "request", f->now_us, &enrolment,
                                      &refusal, &left, &error));
  g_assert_no_error (error);
  g_assert_cmpint (refusal, ==, expected);
  g_assert_cmpuint (left, ==, tries_left);
  g_assert_cmpint (enrolment != NULL, ==, expected == UKE_ENROL_OK);
  return enrolment;
}

static UkeEnrolment *
begin_well (Fixture *f)
{
  return begin (f, f->code, UKE_ENROL_OK, UKE_ENROL_CODE_TRIES - 1);
}

/* A code that differs from the good one. */
static const char *
wrong_code (Fixture *f)
{
  return g_str_equal (f->code, "00000000") ? "00000001" : "00000000";
}

static gboolean
accept (Fixture *f, const UkeEnrolment *enrolment)
{
  return uke_enrolment_accept (f->db, &enrolment->id, "certificate", f->fingerprint,
                               f->now_us + 365 * 24 * 60 * MINUTE_US, f->now_us, NULL, NULL);
}

static void
assert_unknown (Fixture *f, const uint8_t *fingerprint)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (uke_device_registry_find (f->db, fingerprint, &error));
  g_assert_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND);
}

/* A device enrolled in full, number 2. */
static uint32_t
enrol (Fixture *f)
{
  g_autoptr (UkeEnrolment) enrolment = begin_well (f);

  g_assert_true (uke_enrolment_confirm (f->db, &enrolment->id, f->now_us, NULL, NULL));
  g_assert_true (accept (f, enrolment));
  return enrolment->dev;
}

/* A device is called what it was last named; one that is not there cannot be. */
static void
test_renamed (Fixture *f, const void *data)
{
  uint32_t dev = enrol (f);
  g_autoptr (UkeRegistryDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_device_registry_rename (f->db, dev, "診察室", NULL, NULL));
  device = uke_device_registry_find (f->db, f->fingerprint, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (device->name, ==, "診察室");
  g_assert_cmpstr (device->version, ==, "");
  g_assert_false (uke_device_registry_rename (f->db, dev + 1, "予備", NULL, &error));
  g_assert_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND);
}

/* The code has eight digits and stands nowhere in the file in clear. */
static void
test_code (Fixture *f, const void *data)
{
  char again[UKE_ENROL_CODE_DIGITS + 1];
  g_autofree char *sql = NULL;

  if (uke_test_is_postgresql ())
    sql = g_strdup_printf ("SELECT count(*) FROM enrol_code WHERE position ('%s'::bytea IN hash) > "
                           "0 OR position ('%s'::bytea IN salt) > 0",
                           f->code, f->code);
  else
    sql = g_strdup_printf ("SELECT count(*) FROM enrol_code WHERE instr (hash, '%s') OR instr "
                           "(salt, '%s')",
                           f->code, f->code);
  g_assert_cmpuint (strspn (f->code, "0123456789"), ==, UKE_ENROL_CODE_DIGITS);
  g_assert_cmpint (uke_test_query (f->db, sql), ==, 0);
  g_assert_true (uke_enrolment_make_code (f->db, f->now_us, again, NULL, NULL));
  g_assert_cmpint (uke_test_query (f->db, "SELECT count(*) FROM enrol_code"), ==, 1);
  if (!g_str_equal (again, f->code))
    begin (f, f->code, UKE_ENROL_WRONG_CODE, UKE_ENROL_CODE_TRIES - 1);
}

/* Five wrong tries end a code; the right one comes too late then. */
static void
test_five_tries (Fixture *f, const void *data)
{
  for (unsigned left = UKE_ENROL_CODE_TRIES; left-- > 0;)
    begin (f, wrong_code (f), UKE_ENROL_WRONG_CODE, left);
  begin (f, f->code, UKE_ENROL_NO_CODE, 0);
}

/* A code is good once, and for ten minutes. */
static void
test_once (Fixture *f, const void *data)
{
  g_autoptr (UkeEnrolment) enrolment = begin_well (f);

  begin (f, f->code, UKE_ENROL_NO_CODE, 0);
  g_assert_true (uke_enrolment_make_code (f->db, f->now_us, f->code, NULL, NULL));
  f->now_us += 10 * MINUTE_US;
  begin (f, f->code, UKE_ENROL_NO_CODE, 0);
}

/* Neither side alone lets a device in; both do, in either order. */
static void
test_both_sides (Fixture *f, const void *data)
{
  gboolean desk_first = GPOINTER_TO_INT (data);
  g_autoptr (UkeEnrolment) enrolment = begin_well (f);
  g_autoptr (UkeRegistryDevice) device = NULL;

  g_assert_cmpuint (enrolment->dev, ==, 2);
  if (desk_first)
    g_assert_true (uke_enrolment_confirm (f->db, &enrolment->id, f->now_us, NULL, NULL));
  else
    g_assert_true (accept (f, enrolment));
  assert_unknown (f, f->fingerprint);
  if (desk_first)
    g_assert_true (accept (f, enrolment));
  else
    g_assert_true (uke_enrolment_confirm (f->db, &enrolment->id, f->now_us, NULL, NULL));
  device = uke_device_registry_find (f->db, f->fingerprint, NULL);
  g_assert_cmpuint (device->dev, ==, 2);
  g_assert_cmpstr (device->name, ==, "受付 1");
  g_assert_cmpint (device->state, ==, UKE_REGISTRY_ENROLLED);
}

/* What was refused, or is over, cannot be accepted; what was decided stays so. */
static void
test_decided_once (Fixture *f, const void *data)
{
  g_autoptr (UkeEnrolment) enrolment = begin_well (f);
  g_autoptr (UkeEnrolment) late = NULL;

  g_assert_true (uke_enrolment_refuse (f->db, &enrolment->id, f->now_us, NULL, NULL));
  g_assert_false (accept (f, enrolment));
  g_assert_true (uke_enrolment_make_code (f->db, f->now_us, f->code, NULL, NULL));
  late = begin_well (f);
  f->now_us += 10 * MINUTE_US;
  g_assert_false (accept (f, late));
  g_assert_false (uke_enrolment_confirm (f->db, &late->id, f->now_us, NULL, NULL));
  g_assert_null (uke_enrolment_get (f->db, &late->id, f->now_us, NULL));
}

/* The administrator sees those that wait, and no others. */
static void
test_list (Fixture *f, const void *data)
{
  g_autoptr (UkeEnrolment) enrolment = begin_well (f);
  g_autoptr (GPtrArray) waiting = uke_enrolment_list (f->db, f->now_us, NULL);
  g_autoptr (GPtrArray) after = NULL;

  g_assert_cmpuint (waiting->len, ==, 1);
  g_assert_cmpmem (((UkeEnrolment *)waiting->pdata[0])->nonce, UKE_ENROL_NONCE_SIZE,
                   enrolment->nonce, UKE_ENROL_NONCE_SIZE);
  g_assert_true (accept (f, enrolment));
  after = uke_enrolment_list (f->db, f->now_us, NULL);
  g_assert_cmpuint (after->len, ==, 0);
}

/* Numbers are never given twice, also when the first to have one never came in. */
static void
test_numbers (Fixture *f, const void *data)
{
  g_autoptr (UkeEnrolment) first = begin_well (f);
  g_autoptr (UkeEnrolment) second = NULL;

  g_assert_true (uke_enrolment_refuse (f->db, &first->id, f->now_us, NULL, NULL));
  g_assert_true (uke_enrolment_make_code (f->db, f->now_us, f->code, NULL, NULL));
  second = begin_well (f);
  g_assert_cmpuint (second->dev, ==, first->dev + 1);
}

/* A renewed certificate is good beside the old one until it is shown; then it alone is. */
static void
test_renew (Fixture *f, const void *data)
{
  uint32_t dev = enrol (f);
  uint8_t next[UKE_DEVICE_FINGERPRINT_SIZE];
  g_autoptr (UkeRegistryDevice) old = NULL;
  g_autoptr (UkeRegistryDevice) renewed = NULL;
  g_autoptr (UkeRegistryDevice) settled = NULL;

  memset (next, 0x22, sizeof next);
  g_assert_true (uke_device_registry_renew (f->db, dev, next, f->now_us + 99, NULL, NULL));
  old = uke_device_registry_find (f->db, f->fingerprint, NULL);
  renewed = uke_device_registry_find (f->db, next, NULL);
  g_assert_false (old->shows_next);
  g_assert_true (renewed->shows_next);
  g_assert_true (uke_device_registry_touch (f->db, dev, f->fingerprint, f->now_us, NULL));
  g_assert_true (uke_device_registry_touch (f->db, dev, next, f->now_us, NULL));
  assert_unknown (f, f->fingerprint);
  settled = uke_device_registry_find (f->db, next, NULL);
  g_assert_false (settled->shows_next);
  g_assert_cmpint (settled->expires_at_us, ==, f->now_us + 99);
  g_assert_cmpint (settled->last_seen_us, ==, f->now_us);
}

/* A revoked device is still known as such, is not renewed, and its number stays taken. */
static void
test_revoke (Fixture *f, const void *data)
{
  uint32_t dev = enrol (f);
  g_autoptr (UkeRegistryDevice) device = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_assert_true (uke_device_registry_revoke (f->db, dev, NULL, NULL));
  g_assert_true (uke_device_registry_revoke (f->db, dev, NULL, NULL));
  device = uke_device_registry_find (f->db, f->fingerprint, NULL);
  g_assert_cmpint (device->state, ==, UKE_REGISTRY_REVOKED);
  g_assert_false (uke_device_registry_renew (f->db, dev, f->fingerprint, f->now_us, NULL, NULL));
  g_assert_false (uke_device_registry_revoke (f->db, dev + 1, NULL, NULL));
  all = uke_device_registry_list (f->db, NULL);
  g_assert_cmpuint (all->len, ==, 1);
}

#define ADD(name, data, function)                                                                  \
  g_test_add ("/store/device-registry/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("code", NULL, test_code);
  ADD ("five-tries", NULL, test_five_tries);
  ADD ("once", NULL, test_once);
  ADD ("both-sides/desk-first", GINT_TO_POINTER (1), test_both_sides);
  ADD ("both-sides/server-first", NULL, test_both_sides);
  ADD ("decided-once", NULL, test_decided_once);
  ADD ("list", NULL, test_list);
  ADD ("numbers", NULL, test_numbers);
  ADD ("renew", NULL, test_renew);
  ADD ("renamed", NULL, test_renamed);
  ADD ("revoke", NULL, test_revoke);
  return g_test_run ();
}
