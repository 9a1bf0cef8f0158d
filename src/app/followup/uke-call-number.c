/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-call-number.h"

#include "app/uke-window.h"
#include "app/widgets/uke-code-words.h"
#include "base/uke-phone.h"

#include <glib/gi18n.h>

#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)

struct _UkeCallNumber {
  AdwBin parent_instance;

  UkeClinic *clinic;     /* (owned) (nullable) */
  UkeFollowUpItem *item; /* (owned) (nullable) */
  unsigned phone;        /* position in the item's phones */
  int64_t began_us;      /* when the call began, 0: no call */
  unsigned timer_id;

  GtkLabel *phone_about;
  GtkLabel *number;
  GtkButton *other_number;
  GtkWidget *no_number;
  GtkButton *call;
  GtkLabel *call_label;
};

G_DEFINE_FINAL_TYPE (UkeCallNumber, uke_call_number, ADW_TYPE_BIN)

static int64_t
now (UkeCallNumber *self)
{
  return uke_clock_now_us (uke_clinic_get_clock (self->clinic));
}

static UkeRecord *
get_phone (UkeCallNumber *self)
{
  return self->phone < self->item->phones->len ? g_ptr_array_index (self->item->phones, self->phone)
                                               : NULL;
}

static void
show_timer (UkeCallNumber *self)
{
  g_autofree char *text = NULL;

  if (self->began_us == 0) {
    gtk_label_set_text (self->call_label, _ ("Call"));
    gtk_widget_remove_css_class (GTK_WIDGET (self->call), "uk-in-call");
    return;
  }
  text = g_strdup_printf (_ ("In call %d:%02d"), (int)((now (self) - self->began_us) / MINUTE_US),
                          (int)((now (self) - self->began_us) / G_USEC_PER_SEC % 60));
  gtk_label_set_text (self->call_label, text);
  gtk_widget_add_css_class (GTK_WIDGET (self->call), "uk-in-call");
}

static gboolean
timer_cb (gpointer user_data)
{
  show_timer (user_data);
  return G_SOURCE_CONTINUE;
}

/**
 * uke_call_number_end_call:
 * @self: the number
 *
 * Ends the time of the running call, if there is one.
 *
 * Thread: main
 */
void
uke_call_number_end_call (UkeCallNumber *self)
{
  g_return_if_fail (UKE_IS_CALL_NUMBER (self));

  self->began_us = 0;
  g_clear_handle_id (&self->timer_id, g_source_remove);
  show_timer (self);
}

/* How the last call of this number ended. */
static const char *
last_outcome_of (UkeCallNumber *self, UkeRecord *phone)
{
  for (unsigned i = 0; i < self->item->attempts->len; i++) {
    UkeRecord *attempt = g_ptr_array_index (self->item->attempts, i);

    if (uke_id_equal (uke_record_get_id_value (attempt, UKE_CALL_ATTEMPT_PHONE_ID),
                      uke_record_get_id (phone)))
      return uke_code_word (UKE_CODES_CALL_OUTCOME,
                            uke_record_get_code (attempt, UKE_CALL_ATTEMPT_OUTCOME));
  }
  return NULL;
}

static char *
describe_phone (UkeCallNumber *self, UkeRecord *phone)
{
  GString *about = g_string_new (NULL);
  const char *label
      = uke_code_word (UKE_CODES_PHONE_LABEL, uke_record_get_code (phone, UKE_PATIENT_PHONE_LABEL)),
      *owner
      = uke_code_word (UKE_CODES_PHONE_OWNER, uke_record_get_code (phone, UKE_PATIENT_PHONE_OWNER));
  const char *voicemail = uke_record_get_code (phone, UKE_PATIENT_PHONE_VOICEMAIL),
             *note = uke_record_get_text (phone, UKE_PATIENT_PHONE_OWNER_NOTE),
             *last = last_outcome_of (self, phone);

  g_string_append (about, *label != '\0' ? label : _ ("Phone"));
  if (*owner != '\0')
    g_string_append_printf (about, "（%s）", owner);
  if (note != NULL)
    g_string_append_printf (about, "・%s", note);
  /* The rule for the voicemail stands beside the number: it must be read before dialling. */
  if (voicemail[0] != '\0' && !g_str_equal (voicemail, "unknown"))
    g_string_append_printf (about, "・%s", uke_code_word (UKE_CODES_VOICEMAIL, voicemail));
  if (uke_record_get_bool (phone, UKE_PATIENT_PHONE_IS_BAD))
    g_string_append_printf (about, "・%s", _ ("known as wrong"));
  if (last != NULL) {
    g_autofree char *said = g_strdup_printf (_ ("last time: %s"), last);

    g_string_append_printf (about, "・%s", said);
  }
  if (!self->item->may_call)
    g_string_append_printf (about, "・%s", _ ("Calls are refused: nobody may call this patient"));
  return g_string_free (about, FALSE);
}

static void
show_number (UkeCallNumber *self)
{
  UkeRecord *phone = get_phone (self);
  unsigned n = self->item->phones->len;
  g_autofree char *number
      = phone != NULL ? uke_phone_format (uke_record_get_code (phone, UKE_PATIENT_PHONE_NUMBER))
                      : NULL;
  g_autofree char *about = phone != NULL ? describe_phone (self, phone) : NULL;
  g_autofree char *other = g_strdup_printf (_ ("Number %u of %u"), self->phone + 1, n);

  gtk_widget_set_visible (self->no_number, phone == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->number), phone != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->other_number), n > 1);
  gtk_button_set_label (self->other_number, other);
  gtk_widget_set_sensitive (GTK_WIDGET (self->call), phone != NULL && self->item->may_call);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "number.copy", phone != NULL);
  gtk_label_set_text (self->number, number != NULL ? number : "");
  gtk_label_set_text (self->phone_about, about != NULL ? about : "");
  gtk_widget_set_visible (GTK_WIDGET (self->phone_about), about != NULL);
}

static void
copy_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_call_number_copy (UKE_CALL_NUMBER (widget));
}

static void
call_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_call_number_toggle_call (UKE_CALL_NUMBER (widget));
}

static void
next_number_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCallNumber *self = UKE_CALL_NUMBER (widget);

  if (self->item == NULL || self->item->phones->len == 0)
    return;
  self->phone = (self->phone + 1) % self->item->phones->len;
  show_number (self);
}

static void
uke_call_number_dispose (GObject *object)
{
  UkeCallNumber *self = UKE_CALL_NUMBER (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_object (&self->item);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_call_number_parent_class)->dispose (object);
}

static void
uke_call_number_class_init (UkeCallNumberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_call_number_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/followup/uke-call-number.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeCallNumber, phone_about);
  gtk_widget_class_bind_template_child (widget_class, UkeCallNumber, number);
  gtk_widget_class_bind_template_child (widget_class, UkeCallNumber, other_number);
  gtk_widget_class_bind_template_child (widget_class, UkeCallNumber, no_number);
  gtk_widget_class_bind_template_child (widget_class, UkeCallNumber, call);
  gtk_widget_class_bind_template_child (widget_class, UkeCallNumber, call_label);
  gtk_widget_class_install_action (widget_class, "number.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "number.call", NULL, call_cb);
  gtk_widget_class_install_action (widget_class, "number.next", NULL, next_number_cb);
}

static void
uke_call_number_init (UkeCallNumber *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * uke_call_number_show:
 * @self: the number
 * @clinic: the clinic
 * @item: the task to call about
 * @is_same: whether it is the task that was shown, read again
 *
 * Thread: main
 */
void
uke_call_number_show (UkeCallNumber *self,
                      UkeClinic *clinic,
                      UkeFollowUpItem *item,
                      gboolean is_same)
{
  g_return_if_fail (UKE_IS_CALL_NUMBER (self));

  g_set_object (&self->clinic, clinic);
  g_set_object (&self->item, item);
  if (!is_same) {
    self->phone = 0;
    uke_call_number_end_call (self);
  }
  show_number (self);
}

/**
 * uke_call_number_get_phone:
 * @self: the number
 *
 * Returns: (transfer none) (nullable): the number in view
 * Thread: main
 */
UkeRecord *
uke_call_number_get_phone (UkeCallNumber *self)
{
  g_return_val_if_fail (UKE_IS_CALL_NUMBER (self), NULL);

  return self->item != NULL ? get_phone (self) : NULL;
}

/**
 * uke_call_number_has_other:
 * @self: the number
 *
 * Returns: whether another number of theirs is thought to be right
 * Thread: main
 */
gboolean
uke_call_number_has_other (UkeCallNumber *self)
{
  g_return_val_if_fail (UKE_IS_CALL_NUMBER (self), FALSE);

  for (unsigned i = 0; i < self->item->phones->len; i++)
    if (i != self->phone
        && !uke_record_get_bool (g_ptr_array_index (self->item->phones, i),
                                 UKE_PATIENT_PHONE_IS_BAD))
      return TRUE;
  return FALSE;
}

/**
 * uke_call_number_begin_anew:
 * @self: the number
 *
 * The next reading begins at the preferred number again.
 *
 * Thread: main
 */
void
uke_call_number_begin_anew (UkeCallNumber *self)
{
  g_return_if_fail (UKE_IS_CALL_NUMBER (self));

  self->phone = 0;
}

/**
 * uke_call_number_toggle_call:
 * @self: the number
 *
 * Begins to time a call, or ends it without an outcome.
 *
 * Thread: main
 */
void
uke_call_number_toggle_call (UkeCallNumber *self)
{
  g_return_if_fail (UKE_IS_CALL_NUMBER (self));

  if (self->began_us != 0) {
    uke_call_number_end_call (self);
    return;
  }
  if (uke_call_number_get_phone (self) == NULL || !self->item->may_call)
    return;
  self->began_us = now (self);
  self->timer_id = g_timeout_add_seconds (1, timer_cb, self);
  show_timer (self);
}

/**
 * uke_call_number_get_began_us:
 * @self: the number
 *
 * Returns: when the running call began, 0: there is none
 * Thread: main
 */
int64_t
uke_call_number_get_began_us (UkeCallNumber *self)
{
  g_return_val_if_fail (UKE_IS_CALL_NUMBER (self), 0);

  return self->began_us;
}

/**
 * uke_call_number_copy:
 * @self: the number
 *
 * Copies the number in view.
 *
 * Thread: main
 */
void
uke_call_number_copy (UkeCallNumber *self)
{
  UkeRecord *phone = uke_call_number_get_phone (self);

  if (phone == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          uke_record_get_code (phone, UKE_PATIENT_PHONE_NUMBER));
  uke_window_say (uke_window_of (GTK_WIDGET (self)), _ ("Number copied"));
}
