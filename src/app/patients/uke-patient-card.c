/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-patient-card.h"

#include "app/form/uke-patient-editor.h"
#include "app/patients/uke-card-contact.h"
#include "app/patients/uke-card-relation.h"
#include "app/patients/uke-card-timeline.h"
#include "app/patients/uke-end-dialog.h"
#include "app/patients/uke-next-visit.h"
#include "app/sync/uke-unsent.h"
#include "app/uke-perform.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-person-text.h"
#include "base/uke-era.h"
#include "model/uke-codes.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

struct _UkePatientCard {
  AdwBin parent_instance;

  UkeClinic *clinic;         /* (owned) (nullable) */
  UkePatientFile *file;      /* (owned) (nullable) */
  UkeId patient_id;          /* whom the card shows or is reading */
  GCancellable *cancellable; /* (owned) (nullable): of the reading under way */

  GtkStack *stack;
  AdwStatusPage *trouble;
  GtkWidget *avatar;
  GtkLabel *kana;
  GtkLabel *name;
  GtkLabel *stage;
  GtkLabel *ended;
  GtkWidget *unsent;
  unsigned look_again; /* a timeout, 0 for none */
  GtkLabel *facts;
  UkeNextVisit *next;
  GtkWidget *alerts;
  GtkLabel *alert_text;
  AdwFlap *left_flap;
  AdwFlap *right_flap;
  UkeCardContact *contact;
  UkeCardTimeline *timeline;
  UkeCardRelation *relation;
};

G_DEFINE_FINAL_TYPE (UkePatientCard, uke_patient_card, ADW_TYPE_BIN)

enum { LOADED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static void
show_identity (UkePatientCard *self, UkeDate today)
{
  UkeRecord *patient = self->file->patient;
  const char *stage = uke_record_get_text (patient, UKE_PATIENT_STAGE);
  const char *ended = uke_record_get_text (patient, UKE_PATIENT_ENDED_REASON);
  g_autofree char *name = uke_person_text_name (patient), *kana = uke_person_text_kana (patient);
  g_autofree char *facts
      = uke_person_text_facts (uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER),
                               uke_record_get_text (patient, UKE_PATIENT_SEX),
                               uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE), today);

  {
    g_autofree char *initial = uke_person_text_initial (name);

    adw_avatar_set_text (ADW_AVATAR (self->avatar), initial);
  }
  gtk_label_set_text (self->kana, kana);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->facts, facts);
  gtk_label_set_text (self->stage, stage != NULL ? uke_code_word (UKE_CODES_STAGE, stage) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->stage), stage != NULL && ended == NULL);
  gtk_label_set_text (self->ended,
                      ended != NULL ? uke_code_word (UKE_CODES_ENDED_REASON, ended) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->ended), ended != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.end", ended == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.reactivate", ended != NULL);
}

/* 受付での注意 and people with the same name: what must be seen before anything is said. */
static void
show_alerts (UkePatientCard *self)
{
  const char *alert = uke_record_get_text (self->file->patient, UKE_PATIENT_ALERT);
  g_autoptr (GString) text = g_string_new (alert);

  g_string_replace (text, "\n", "　｜　", 0);
  for (unsigned i = 0; i < self->file->same_names->len && i < 2; i++) {
    UkeRecord *other = g_ptr_array_index (self->file->same_names, i);
    UkeDate birth = uke_record_get_date (other, UKE_PATIENT_BIRTH_DATE);
    g_autofree char *born
        = birth != UKE_DATE_NONE ? uke_era_format_compact (birth) : g_strdup ("—");

    if (text->len > 0)
      g_string_append (text, "　｜　");
    g_string_append_printf (text, _ ("Same name: No.%s, born %s"),
                            uke_record_get_code (other, UKE_PATIENT_PATIENT_NUMBER), born);
  }
  gtk_label_set_text (self->alert_text, text->str);
  gtk_widget_set_visible (self->alerts, text->len > 0);
}

static gboolean
is_any_unsent (const UkePatientFile *file)
{
  GPtrArray *const lists[]
      = { file->phones,   file->emails,   file->addresses,       file->tags,
          file->past,     file->upcoming, file->open_follow_ups, file->closed_follow_ups,
          file->attempts, file->consents, file->properties };

  if (uke_waiting_has_record (file->waiting, file->patient))
    return TRUE;
  for (unsigned i = 0; i < G_N_ELEMENTS (lists); i++)
    for (unsigned k = 0; k < lists[i]->len; k++)
      if (uke_waiting_has_record (file->waiting, lists[i]->pdata[k]))
        return TRUE;
  return FALSE;
}

static gboolean look_again_cb (gpointer data);

static void
show_unsent (UkePatientCard *self)
{
  unsigned patience_ms = uke_unsent_get_patience_ms (
      self->file->waiting->oldest_us, uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
  gboolean is_unsent = is_any_unsent (self->file);

  g_clear_handle_id (&self->look_again, g_source_remove);
  if (is_unsent && patience_ms > 0)
    self->look_again = g_timeout_add (patience_ms, look_again_cb, self);
  gtk_widget_set_visible (self->unsent, is_unsent && patience_ms == 0);
}

static gboolean
look_again_cb (gpointer data)
{
  UkePatientCard *self = data;

  self->look_again = 0;
  show_unsent (self);
  uke_card_timeline_show (self->timeline, self->clinic, self->file);
  return G_SOURCE_REMOVE;
}

static void
show_file (UkePatientCard *self)
{
  UkeZone *zone = uke_clinic_get_zone (self->clinic);

  show_identity (self,
                 uke_zone_date_of (zone, uke_clock_now_us (uke_clinic_get_clock (self->clinic))));
  show_alerts (self);
  show_unsent (self);
  uke_next_visit_show (self->next, self->clinic, self->file);
  uke_card_contact_show (self->contact, self->clinic, self->file);
  uke_card_timeline_show (self->timeline, self->clinic, self->file);
  uke_card_relation_show (self->relation, self->clinic, self->file);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "card") != 0) {
    gtk_stack_set_visible_child_name (self->stack, "card");
    /* The card's single keys work at once: the focus is inside it. */
    gtk_widget_child_focus (GTK_WIDGET (self->timeline), GTK_DIR_TAB_FORWARD);
  }
  g_signal_emit (self, signals[LOADED], 0);
}

static void
take_file (UkePatientCard *self, UkePatientFile *file, const GError *error)
{
  /* Nobody looks any more: the reading was given up, or the window is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (file == NULL) {
    g_autofree char *sentence = uke_words_for_error (error);

    adw_status_page_set_description (self->trouble, sentence);
    gtk_stack_set_visible_child_name (self->stack, "trouble");
    return;
  }
  g_clear_pointer (&self->file, uke_patient_file_unref);
  self->file = uke_patient_file_ref (file);
  show_file (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkePatientCard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkePatientFile) file
      = uke_clinic_load_patient_finish (UKE_CLINIC (source), result, &error);

  take_file (self, file, error);
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkePatientCard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkePatientFile) file
      = uke_clinic_reload_patient_finish (UKE_CLINIC (source), result, &error);

  take_file (self, file, error);
}

static void
begin_reading (UkePatientCard *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

static void
clinic_changed_cb (UkePatientCard *self)
{
  if (self->file == NULL)
    return;
  begin_reading (self);
  uke_clinic_reload_patient_async (self->clinic, &self->patient_id, self->cancellable, reloaded_cb,
                                   g_object_ref (self));
}

static void
edit_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkePatientCard *self = UKE_PATIENT_CARD (widget);

  if (self->file != NULL)
    gtk_window_present (GTK_WINDOW (uke_patient_editor_new_for (
        GTK_WINDOW (gtk_widget_get_root (widget)), self->clinic, self->file)));
}

static void
book_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  char hex[UKE_ID_HEX_SIZE];

  uke_id_to_hex (&UKE_PATIENT_CARD (widget)->patient_id, hex);
  gtk_widget_activate_action (widget, "win.book", "s", hex);
}

static void
end_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkePatientCard *self = UKE_PATIENT_CARD (widget);

  if (self->file != NULL)
    uke_end_dialog_present (widget, self->clinic, self->file);
}

static void
reactivate_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkePatientCard *self = UKE_PATIENT_CARD (widget);

  if (self->file != NULL)
    uke_perform (widget, uke_command_reactivate_patient (self->file->patient),
                 _ ("Contact taken up again"));
}

static void
add_call_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkePatientCard *self = UKE_PATIENT_CARD (widget);
  char hex[UKE_ID_HEX_SIZE];

  if (self->file == NULL)
    return;
  uke_id_to_hex (&self->patient_id, hex);
  gtk_widget_activate_action (widget, "win.plan-call", "s", hex);
}

/* "card.step" (1): the next entry of the timeline; -1 is the one before. */
static void
step_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  gtk_widget_activate_action_variant (GTK_WIDGET (UKE_PATIENT_CARD (widget)->timeline),
                                      "timeline.step", target);
}

static void
uke_patient_card_dispose (GObject *object)
{
  UkePatientCard *self = UKE_PATIENT_CARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->look_again, g_source_remove);
  g_clear_pointer (&self->file, uke_patient_file_unref);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_patient_card_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/patients/uke-patient-card.ui");
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, stack);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, trouble);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, kana);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, name);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, stage);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, ended);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, unsent);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, facts);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, next);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, alerts);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, alert_text);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, left_flap);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, right_flap);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, contact);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, timeline);
  gtk_widget_class_bind_template_child (widget_class, UkePatientCard, relation);
}

static void
uke_patient_card_class_init (UkePatientCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_CARD_CONTACT);
  g_type_ensure (UKE_TYPE_CARD_TIMELINE);
  g_type_ensure (UKE_TYPE_CARD_RELATION);
  g_type_ensure (UKE_TYPE_NEXT_VISIT);
  G_OBJECT_CLASS (klass)->dispose = uke_patient_card_dispose;
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "card.edit", NULL, edit_cb);
  gtk_widget_class_install_action (widget_class, "card.book", NULL, book_cb);
  gtk_widget_class_install_action (widget_class, "card.end", NULL, end_cb);
  gtk_widget_class_install_action (widget_class, "card.reactivate", NULL, reactivate_cb);
  gtk_widget_class_install_action (widget_class, "card.add-call", NULL, add_call_cb);
  gtk_widget_class_install_action (widget_class, "card.step", "i", step_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, 0, "card.step", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, 0, "card.step", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, 0, "card.edit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, 0, "card.book", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, 0, "card.add-call", NULL);
  signals[LOADED] = g_signal_new ("loaded", UKE_TYPE_PATIENT_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
uke_patient_card_init (UkePatientCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * uke_patient_card_open:
 * @self: the card
 * @clinic: an open clinic
 * @patient_id: whom to show
 *
 * Reads and shows a patient; the look is noted in the audit before anything is shown.
 *
 * Thread: main
 */
void
uke_patient_card_open (UkePatientCard *self, UkeClinic *clinic, const UkeId *patient_id)
{
  g_return_if_fail (UKE_IS_PATIENT_CARD (self));

  if (g_set_object (&self->clinic, clinic))
    g_signal_connect_object (clinic, "changed", G_CALLBACK (clinic_changed_cb), self,
                             G_CONNECT_SWAPPED);
  g_clear_pointer (&self->file, uke_patient_file_unref);
  self->patient_id = *patient_id;
  gtk_stack_set_visible_child_name (self->stack, "reading");
  begin_reading (self);
  uke_clinic_load_patient_async (clinic, patient_id, self->cancellable, loaded_cb,
                                 g_object_ref (self));
}

/**
 * uke_patient_card_close:
 * @self: the card
 *
 * Forgets the patient: the card no longer follows changes.
 *
 * Thread: main
 */
void
uke_patient_card_close (UkePatientCard *self)
{
  g_return_if_fail (UKE_IS_PATIENT_CARD (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look_again, g_source_remove);
  g_clear_pointer (&self->file, uke_patient_file_unref);
}

/**
 * uke_patient_card_get_file:
 * @self: the card
 *
 * Returns: (transfer none) (nullable): what is shown
 * Thread: main
 */
UkePatientFile *
uke_patient_card_get_file (UkePatientCard *self)
{
  return self->file;
}

/**
 * uke_patient_card_get_left_flap:
 * @self: the card
 *
 * Returns: (transfer none): the foldable pane with the contacts
 * Thread: main
 */
AdwFlap *
uke_patient_card_get_left_flap (UkePatientCard *self)
{
  return self->left_flap;
}

/**
 * uke_patient_card_get_right_flap:
 * @self: the card
 *
 * Returns: (transfer none): the foldable pane with the relation
 * Thread: main
 */
AdwFlap *
uke_patient_card_get_right_flap (UkePatientCard *self)
{
  return self->right_flap;
}
