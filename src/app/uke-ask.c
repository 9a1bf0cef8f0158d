/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/uke-ask.h"

#include "app/widgets/uke-person-text.h"
#include "clinic/uke-clinic-error.h"
#include "words/uke-words-warning.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

typedef struct {
  GtkWidget *dialog;
  GtkEditable *reason; /* (nullable) */
  GtkDropDown *second; /* (nullable) */
  GListModel *staff;   /* (owned) (nullable) (element-type UkeRecord) */
  gboolean is_about_warnings;
  UkeAskedFunc asked;
  gpointer user_data;
} Ask;

static void
ask_free (Ask *self)
{
  g_clear_object (&self->staff);
  g_free (self);
}

static gboolean
is_complete (Ask *self)
{
  g_autofree char *reason = NULL;

  if (self->reason == NULL)
    return TRUE;
  reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
  return reason[0] != '\0';
}

static void
reason_changed_cb (Ask *self)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self->dialog), "go",
                                           is_complete (self));
}

static void
response_cb (Ask *self, const char *response)
{
  UkeAnswer answer = { NULL, UKE_ID_NONE, self->is_about_warnings };

  if (g_strcmp0 (response, "go") != 0) {
    self->asked (NULL, self->user_data);
    return;
  }
  if (self->reason != NULL)
    answer.reason = gtk_editable_get_text (self->reason);
  if (self->second != NULL) {
    g_autoptr (UkeRecord) staff
        = g_list_model_get_item (self->staff, gtk_drop_down_get_selected (self->second));

    if (staff != NULL)
      answer.second_staff_id = *uke_record_get_id (staff);
  }
  self->asked (&answer, self->user_data);
}

/* Everybody but the one who asks (decision 27). */
static GListModel *
list_others (UkeClinic *clinic, GtkStringList *names)
{
  GListModel *all = uke_clinic_get_staff (clinic);
  UkeRecord *sitting = uke_clinic_get_sitting_staff (clinic);
  GListStore *others = g_list_store_new (UKE_TYPE_RECORD);

  for (unsigned i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (UkeRecord) staff = g_list_model_get_item (all, i);
    g_autofree char *name = NULL;

    if (!uke_record_get_bool (staff, UKE_STAFF_IS_ACTIVE)
        || (sitting != NULL
            && uke_id_equal (uke_record_get_id (staff), uke_record_get_id (sitting))))
      continue;
    name = g_strdup_printf ("%s %s", uke_record_get_code (staff, UKE_STAFF_FAMILY_NAME),
                            uke_record_get_code (staff, UKE_STAFF_TITLE));
    gtk_string_list_append (names, name);
    g_list_store_append (others, staff);
  }
  return G_LIST_MODEL (others);
}

static void
add_questions (Ask *self, UkeClinic *clinic, gboolean wants_second)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Reason"));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reason"), -1);
  self->reason = GTK_EDITABLE (entry);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (reason_changed_cb), self);
  gtk_box_append (GTK_BOX (box), entry);
  if (wants_second) {
    GtkStringList *names = gtk_string_list_new (NULL);
    GtkWidget *drop_down;

    self->staff = list_others (clinic, names);
    drop_down = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
    self->second = GTK_DROP_DOWN (drop_down);
    gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Second person"), -1);
    gtk_box_append (GTK_BOX (box), drop_down);
  }
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self->dialog), box);
  reason_changed_cb (self);
}

static void
add_warnings (Ask *self, const GError *error)
{
  GPtrArray *warnings = uke_clinic_error_warnings (error);
  g_autoptr (GString) body = g_string_new (NULL);

  /* One sentence each, the most serious first (product.md 4.1 no. 17). */
  for (unsigned i = 0; warnings != NULL && i < warnings->len; i++) {
    g_autofree char *sentence = uke_words_for_warning (g_ptr_array_index (warnings, i));

    g_string_append_printf (body, "%s%s", i > 0 ? "\n" : "", sentence);
  }
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self->dialog), body->str);
  self->is_about_warnings = TRUE;
}

/* A person is asked once: who may put two into one slot with a reason gives it along. */
static gboolean
will_want_reason (UkeClinic *clinic, const GError *error)
{
  GPtrArray *warnings = uke_clinic_error_warnings (error);
  UkeRecord *sitting = uke_clinic_get_sitting_staff (clinic);
  UkeRole role = sitting != NULL
                     ? uke_role_from_code (uke_record_get_code (sitting, UKE_STAFF_ROLE))
                     : UKE_ROLE_NONE;
  UkeActionContext context = { 0 };

  for (unsigned i = 0; warnings != NULL && i < warnings->len; i++) {
    const UkeWarning *warning = g_ptr_array_index (warnings, i);

    if (warning->code == UKE_WARNING_DOUBLE_PROVIDER || warning->code == UKE_WARNING_DOUBLE_CHAIR)
      return uke_action_judge (UKE_ACTION_APPOINTMENT_OVERBOOK, role, &context)
             == UKE_JUDGEMENT_NEEDS_REASON;
  }
  return FALSE;
}

/**
 * uke_ask_can_answer:
 * @error: why a command did not go through
 *
 * Returns: whether a person's answer can make it go through
 * Thread: main
 */
gboolean
uke_ask_can_answer (const GError *error)
{
  return g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_WARNINGS)
         || g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_NEEDS_REASON)
         || g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_NEEDS_SECOND_PERSON);
}

/**
 * uke_ask:
 * @window: the desk
 * @clinic: the clinic
 * @error: what uke_ask_can_answer() said yes to
 * @asked: gets the answer
 * @user_data: for @asked
 *
 * Asks what the rules want to know before a command may go through: warnings seen, a reason, a
 * second person.
 *
 * Thread: main
 * Source: decisions 11, 27
 */
void
uke_ask (UkeWindow *window,
         UkeClinic *clinic,
         const GError *error,
         UkeAskedFunc asked,
         gpointer user_data)
{
  Ask *self = g_new0 (Ask, 1);
  g_autofree char *heading = uke_words_for_error (error);

  self->asked = asked;
  self->user_data = user_data;
  self->dialog = adw_message_dialog_new (GTK_WINDOW (window), heading, NULL);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self->dialog), "cancel", _ ("_Leave it"),
                                    "go", _ ("_Go on"), NULL);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self->dialog), "cancel");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self->dialog), "go");
  if (g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_WARNINGS)) {
    add_warnings (self, error);
    if (will_want_reason (clinic, error))
      add_questions (self, clinic, FALSE);
  } else {
    add_questions (self, clinic,
                   g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_NEEDS_SECOND_PERSON));
  }
  g_signal_connect_data (self->dialog, "response", G_CALLBACK (response_cb), self,
                         (GClosureNotify)(void (*) (void))ask_free, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (self->dialog));
}
