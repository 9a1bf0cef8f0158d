/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/notify/uke-call-back-watch.h"

#include "clinic/uke-follow-up-commands.h"
#include "tests/app/uke-test-display.h"
#include "tests/support/uke-test-clinic.h"

#define MINUTE_US (INT64_C (60) * 1000000)

/* A notifier that keeps what it was told. */
#define FAKE_TYPE_NOTIFIER (fake_notifier_get_type ())
G_DECLARE_FINAL_TYPE (FakeNotifier, fake_notifier, FAKE, NOTIFIER, GObject)

struct _FakeNotifier {
  GObject parent_instance;
  GPtrArray *shown; /* (element-type char*): title, body, action, target of each */
  unsigned n_withdrawn;
};

static void fake_notifier_init_iface (UkeNotifierInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeNotifier,
                               fake_notifier,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (UKE_TYPE_NOTIFIER, fake_notifier_init_iface))

static void
fake_notifier_show (UkeNotifier *notifier,
                    const char *title,
                    const char *body,
                    const char *action,
                    const char *target)
{
  GPtrArray *shown = FAKE_NOTIFIER (notifier)->shown;

  g_ptr_array_add (shown, g_strdup (title));
  g_ptr_array_add (shown, g_strdup (body));
  g_ptr_array_add (shown, g_strdup (action));
  g_ptr_array_add (shown, g_strdup (target));
}

static void
fake_notifier_withdraw_all (UkeNotifier *notifier)
{
  FAKE_NOTIFIER (notifier)->n_withdrawn++;
}

static void
fake_notifier_finalize (GObject *object)
{
  g_ptr_array_unref (FAKE_NOTIFIER (object)->shown);
  G_OBJECT_CLASS (fake_notifier_parent_class)->finalize (object);
}

static void
fake_notifier_class_init (FakeNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_notifier_finalize;
}

static void
fake_notifier_init_iface (UkeNotifierInterface *iface)
{
  iface->show = fake_notifier_show;
  iface->withdraw_all = fake_notifier_withdraw_all;
}

static void
fake_notifier_init (FakeNotifier *self)
{
  self->shown = g_ptr_array_new_with_free_func (g_free);
}

/* The window is made and never presented: nobody looks at it. */
typedef struct {
  UkeTestClinic *clinic;
  UkeWindow *window;
  FakeNotifier *notifier;
  UkeCallBackWatch *watch;
  UkeId task;
} Fixture;

static GtkApplication *application;

static UkeId
add_promise (Fixture *fixture, const char *number, int minutes)
{
  UkeId patient_id = uke_test_clinic_add_patient (fixture->clinic, number, "松田", "康平", "まつだ",
                                                  "こうへい", "090-0000-2736");
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);

  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, &patient_id);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON, "callback");
  uke_draft_set_int (draft, UKE_FOLLOW_UP_CALL_BACK_AT_US, UKE_TEST_NOW_US + minutes * MINUTE_US);
  return uke_test_clinic_do (fixture->clinic, uke_command_create_follow_up (draft));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clinic = uke_test_clinic_new ();
  fixture->task = add_promise (fixture, "1", 30);
  fixture->window = uke_window_new (application);
  g_object_ref (fixture->window);
  fixture->notifier = g_object_new (FAKE_TYPE_NOTIFIER, NULL);
  fixture->watch = uke_call_back_watch_new (fixture->window, fixture->clinic->clinic,
                                            UKE_NOTIFIER (fixture->notifier));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->watch);
  g_assert_cmpuint (fixture->notifier->n_withdrawn, >, 0);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->window);
  uke_test_clinic_free (fixture->clinic);
  g_object_unref (fixture->notifier);
}

/* Waits until the watch has been told everything. */
static void
await_answers (Fixture *fixture)
{
  uke_test_settle ();
  uke_test_wait_for (uke_call_back_watch_is_settled (fixture->watch));
  uke_test_settle ();
}

static void
go_to (Fixture *fixture, int minutes)
{
  uke_clock_set (fixture->clinic->clock, UKE_TEST_NOW_US + minutes * MINUTE_US);
  await_answers (fixture);
}

static unsigned
n_shown (Fixture *fixture)
{
  return fixture->notifier->shown->len / 4;
}

/* At the promised time, and not before, one notification comes; it names nobody and leads to the
 * task. */
static void
test_at_its_time (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hex = uke_id_dup_hex (&fixture->task);

  await_answers (fixture);
  go_to (fixture, 29);
  g_assert_cmpuint (n_shown (fixture), ==, 0);
  go_to (fixture, 30);
  uke_test_wait_for (n_shown (fixture) == 1);
  for (unsigned i = 0; i < 3; i++)
    g_assert_null (strstr (g_ptr_array_index (fixture->notifier->shown, i), "松田"));
  g_assert_nonnull (strstr (g_ptr_array_index (fixture->notifier->shown, 0), "10:30"));
  g_assert_cmpstr (g_ptr_array_index (fixture->notifier->shown, 3), ==, hex);
  go_to (fixture, 31);
  go_to (fixture, 32);
  g_assert_cmpuint (n_shown (fixture), ==, 1);
}

/* A promise that is made meanwhile is watched for as well; the night between does not hide it. */
static void
test_after_a_change (Fixture *fixture, gconstpointer data)
{
  await_answers (fixture);
  add_promise (fixture, "2", 24 * 60);
  await_answers (fixture);
  go_to (fixture, 30);
  uke_test_wait_for (n_shown (fixture) == 1);
  go_to (fixture, 24 * 60 + 5);
  uke_test_wait_for (n_shown (fixture) == 2);
}

/* A second start says nothing again outside the window. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  await_answers (fixture);
  go_to (fixture, 30);
  uke_test_wait_for (n_shown (fixture) == 1);
  g_object_unref (fixture->watch);
  fixture->watch = uke_call_back_watch_new (fixture->window, fixture->clinic->clinic,
                                            UKE_NOTIFIER (fixture->notifier));
  await_answers (fixture);
  go_to (fixture, 31);
  g_assert_cmpuint (n_shown (fixture), ==, 1);
}

/* A call that is put off is said again at its new time, once. */
static void
test_snooze (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeRecord) task
      = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_FOLLOW_UP, &fixture->task);

  await_answers (fixture);
  go_to (fixture, 30);
  uke_test_wait_for (n_shown (fixture) == 1);
  uke_test_clinic_do (fixture->clinic,
                      uke_command_snooze_follow_up (task, UKE_TEST_NOW_US + 45 * MINUTE_US));
  await_answers (fixture);
  go_to (fixture, 44);
  g_assert_cmpuint (n_shown (fixture), ==, 1);
  go_to (fixture, 45);
  uke_test_wait_for (n_shown (fixture) == 2);
  go_to (fixture, 46);
  g_assert_cmpuint (n_shown (fixture), ==, 2);
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (
      g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.uketsuke.Test", NULL)));

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/call-back-watch/at-its-time", test_at_its_time);
  ADD ("/app/call-back-watch/after-a-change", test_after_a_change);
  ADD ("/app/call-back-watch/restart", test_restart);
  ADD ("/app/call-back-watch/snooze", test_snooze);

  return g_test_run ();
}
