/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/duplicates/uke-duplicate-view.h"

#include "app/duplicates/uke-duplicate-words.h"
#include "app/duplicates/uke-merge-table.h"
#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-list-rows.h"
#include "clinic/uke-patient-query.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

/* From this score on the chip is as red as the number in the list. */
#define CERTAIN_SCORE 90

struct _UkeDuplicateView {
  AdwBin parent_instance;

  UkeClinic *clinic;      /* (owned) (nullable): from the first pair on */
  UkeDuplicatePair *pair; /* (owned) (nullable) */
  UkeImportRow *row;      /* (unowned) (nullable): of an import, instead of a second patient */
  GCancellable *reading;  /* (owned) (nullable): while the two are read */
  UkePatientFile *first;  /* (owned) (nullable) */
  UkePatientFile *second; /* (owned) (nullable) */
  UkeMergePlan *plan;     /* (owned) (nullable) */

  GtkLabel *question;
  GtkLabel *explanation;
  GtkBox *chips;
  UkeMergeTable *table;
  GtkWidget *why_box;
  GtkLabel *why;
};

G_DEFINE_FINAL_TYPE (UkeDuplicateView, uke_duplicate_view, ADW_TYPE_BIN)

typedef enum {
  SIGNAL_READ,
  SIGNAL_LOST,
  N_SIGNALS,
} Signal;

static unsigned signals[N_SIGNALS];

static gboolean
is_decided (UkeDuplicateView *self, const char *decision)
{
  return g_str_equal (self->pair->decision, decision);
}

static void
add_chip (UkeDuplicateView *self, const char *icon, const char *text, const char *css_class)
{
  gtk_box_append (self->chips, uke_chip_new (icon, text, css_class));
}

/* Somebody else with the same name who is neither of the two. */
static UkeRecord *
find_namesake (UkeDuplicateView *self)
{
  for (unsigned i = 0; i < self->first->same_names->len; i++) {
    UkeRecord *other = self->first->same_names->pdata[i];

    if (self->second == NULL
        || !uke_id_equal (uke_record_get_id (other), uke_record_get_id (self->second->patient)))
      return other;
  }
  return NULL;
}

static void
show_chips (UkeDuplicateView *self)
{
  UkeRecord *namesake = find_namesake (self);
  g_autofree char *score = g_strdup_printf (_ ("%d %% alike"), self->pair->score);

  uke_box_clear (self->chips);
  add_chip (self, "dialog-warning-symbolic", score,
            self->pair->score >= CERTAIN_SCORE ? "err" : "warn");
  if (namesake != NULL) {
    const char *number = uke_record_get_text (namesake, UKE_PATIENT_PATIENT_NUMBER);
    g_autofree char *text = number != NULL
                                ? g_strdup_printf (_ ("Also the same name: No.%s"), number)
                                : g_strdup (_ ("Also somebody with the same name"));

    add_chip (self, "system-users-symbolic", text, NULL);
  }
}

static char *
get_side_title (const char *word, const char *number)
{
  return number != NULL ? g_strdup_printf ("%s　No.%s", word, number) : g_strdup (word);
}

/* When and by whom a pair was decided; what that meant for the right record. */
static char *
get_decided_text (UkeDuplicateView *self, gboolean is_same)
{
  UkeRecord *staff = uke_clinic_lookup (self->clinic, &UKE_ENTITY_STAFF, &self->pair->staff_id);
  const char *name = staff != NULL ? uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME) : "—";
  int year, month, day;
  g_autofree char *date = NULL;

  uke_date_to_ymd (uke_zone_date_of (uke_clinic_get_zone (self->clinic), self->pair->decided_at_us),
                   &year, &month, &day);
  date = g_strdup_printf ("%d/%d/%d", year, month, day);
  /* Translators: a date and a family name. */
  return is_same
             ? g_strdup_printf (_ ("On %s by %s. The right record went into the left."), date, name)
             : g_strdup_printf (_ ("On %s by %s."), date, name);
}

static void
show_row_question (UkeDuplicateView *self)
{
  gtk_label_set_text (self->question, _ ("Is it the same person?"));
  gtk_label_set_text (self->explanation,
                      _ ("On the left what is registered, on the right what the file brings. Where "
                         "both differ, choose what is kept."));
}

static void
show_question (UkeDuplicateView *self)
{
  gboolean may_merge = uke_clinic_may (self->clinic, UKE_ACTION_PATIENT_MERGE);
  gboolean is_same = is_decided (self, UKE_DUPLICATE_SAME),
           is_different = is_decided (self, UKE_DUPLICATE_DIFFERENT);
  g_autofree char *explanation = NULL;

  if (is_same || is_different)
    explanation = get_decided_text (self, is_same);
  else
    explanation
        = g_strdup (may_merge ? _ ("The left record stays. Where both differ, choose what is kept.")
                              : _ ("Your role may look at this, but not decide it."));
  gtk_label_set_text (self->question, is_same        ? _ ("Merged as the same person")
                                      : is_different ? _ ("Known to be different people")
                                                     : _ ("Is it the same person?"));
  gtk_label_set_text (self->explanation, explanation);
}

static char *
get_right_title (UkeDuplicateView *self)
{
  g_autofree char *line = NULL;

  if (self->row == NULL)
    return get_side_title (_ ("Registered later"),
                           uke_record_get_text (self->second->patient, UKE_PATIENT_PATIENT_NUMBER));
  line = g_strdup_printf (_ ("CSV line %'u"), self->row->line);
  return get_side_title (line,
                         uke_draft_get_text (self->row->form->patient, UKE_PATIENT_PATIENT_NUMBER));
}

/* A row that was decided about is shown with what was chosen then. */
static UkeMergePlan *
make_plan (UkeDuplicateView *self)
{
  if (self->row == NULL)
    return uke_patient_file_plan_merge (self->first, self->second);
  return self->row->plan != NULL ? uke_merge_plan_ref (self->row->plan)
                                 : uke_import_row_plan_merge (self->row, self->first);
}

static void
show_plan (UkeDuplicateView *self)
{
  UkeMergeNames names = {
    .left = self->first->household,
    .right = self->second != NULL ? self->second->household : NULL,
    .clinic = self->clinic,
    .today = uke_clock_today (uke_clinic_get_clock (self->clinic)),
  };
  gboolean is_final = self->row == NULL && is_decided (self, UKE_DUPLICATE_SAME);
  gboolean may_choose
      = self->row != NULL || uke_clinic_may (self->clinic, UKE_ACTION_PATIENT_MERGE);
  g_autofree char *left
      = get_side_title (self->row != NULL ? _ ("Registered now") : _ ("Registered first"),
                        uke_record_get_text (self->first->patient, UKE_PATIENT_PATIENT_NUMBER)),
      *right = get_right_title (self), *why = NULL;

  g_clear_pointer (&self->plan, uke_merge_plan_unref);
  self->plan = make_plan (self);
  why = uke_merge_words_why (self->plan);
  uke_merge_table_show (self->table, self->plan, &names, left, right, !is_final && may_choose);
  gtk_label_set_text (self->why, why);
  gtk_widget_set_visible (self->why_box, !is_final);
  if (self->row != NULL)
    show_row_question (self);
  else
    show_question (self);
  show_chips (self);
  g_signal_emit (self, signals[SIGNAL_READ], 0);
}

static void
forget (UkeDuplicateView *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->pair);
  self->row = NULL;
  g_clear_pointer (&self->first, uke_patient_file_unref);
  g_clear_pointer (&self->second, uke_patient_file_unref);
  g_clear_pointer (&self->plan, uke_merge_plan_unref);
}

static void
file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeDuplicateView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkePatientFile) file
      = uke_clinic_load_patient_finish (UKE_CLINIC (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->pair == NULL)
    return;
  if (file == NULL) {
    g_signal_emit (self, signals[SIGNAL_LOST], 0, error);
    return;
  }
  if (uke_id_equal (uke_record_get_id (file->patient), &self->pair->first_id)) {
    g_clear_pointer (&self->first, uke_patient_file_unref);
    self->first = g_steal_pointer (&file);
  } else if (uke_id_equal (uke_record_get_id (file->patient), &self->pair->second_id)) {
    g_clear_pointer (&self->second, uke_patient_file_unref);
    self->second = g_steal_pointer (&file);
  }
  if (self->first != NULL && (self->second != NULL || self->row != NULL)) {
    g_clear_object (&self->reading);
    show_plan (self);
  }
}

static gboolean
concerns_pair (UkeDuplicateView *self, const UkeChange *change)
{
  int owner = uke_entity_field_index (change->entity, "patient_id");
  UkeRecord *record = change->after != NULL ? change->after : change->before;
  const UkeId *id = change->entity == &UKE_ENTITY_PATIENT ? &change->id
                    : owner >= 0 && record != NULL
                        ? uke_record_get_id_value (record, (unsigned)owner)
                        : &UKE_ID_NONE;

  return self->pair != NULL
         && (uke_id_equal (id, &self->pair->first_id) || uke_id_equal (id, &self->pair->second_id));
}

static void
uke_duplicate_view_dispose (GObject *object)
{
  UkeDuplicateView *self = UKE_DUPLICATE_VIEW (object);

  forget (self);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_duplicate_view_parent_class)->dispose (object);
}

static void
uke_duplicate_view_class_init (UkeDuplicateViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_MERGE_TABLE);
  G_OBJECT_CLASS (klass)->dispose = uke_duplicate_view_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/duplicates/uke-duplicate-view.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicateView, question);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicateView, explanation);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicateView, chips);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicateView, table);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicateView, why_box);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicateView, why);
  signals[SIGNAL_READ] = g_signal_new ("read", UKE_TYPE_DUPLICATE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LOST] = g_signal_new ("lost", UKE_TYPE_DUPLICATE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
uke_duplicate_view_init (UkeDuplicateView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * uke_duplicate_view_show:
 * @self: a view
 * @clinic: the clinic
 * @pair: (nullable): who is compared from now on; read afresh, also when it is the same pair
 *
 * Thread: main
 */
void
uke_duplicate_view_show (UkeDuplicateView *self, UkeClinic *clinic, UkeDuplicatePair *pair)
{
  g_autoptr (UkeDuplicatePair) kept = pair != NULL ? g_object_ref (pair) : NULL;

  g_return_if_fail (UKE_IS_DUPLICATE_VIEW (self));

  forget (self);
  g_set_object (&self->clinic, clinic);
  if (kept == NULL)
    return;
  self->pair = g_steal_pointer (&kept);
  self->reading = g_cancellable_new ();
  uke_clinic_load_patient_async (clinic, &self->pair->first_id, self->reading, file_read_cb,
                                 g_object_ref (self));
  uke_clinic_load_patient_async (clinic, &self->pair->second_id, self->reading, file_read_cb,
                                 g_object_ref (self));
}

/**
 * uke_duplicate_view_show_row:
 * @self: a view
 * @clinic: (nullable): the clinic; NULL only with @row
 * @row: (nullable): a row of an import with somebody it is like; it must stay until another is
 *   shown
 *
 * Shows a patient beside the row that may be the same person.
 *
 * Thread: main
 */
void
uke_duplicate_view_show_row (UkeDuplicateView *self, UkeClinic *clinic, UkeImportRow *row)
{
  g_return_if_fail (UKE_IS_DUPLICATE_VIEW (self));

  forget (self);
  if (row == NULL)
    return;
  g_set_object (&self->clinic, clinic);
  self->row = row;
  self->pair = g_object_ref (row->alike);
  self->reading = g_cancellable_new ();
  uke_clinic_load_patient_async (clinic, &self->pair->first_id, self->reading, file_read_cb,
                                 g_object_ref (self));
}

/**
 * uke_duplicate_view_get_pair:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): who is compared
 * Thread: main
 */
UkeDuplicatePair *
uke_duplicate_view_get_pair (UkeDuplicateView *self)
{
  return self->pair;
}

/**
 * uke_duplicate_view_get_plan:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what is chosen; NULL while the two are being read
 * Thread: main
 */
UkeMergePlan *
uke_duplicate_view_get_plan (UkeDuplicateView *self)
{
  return self->plan;
}

/**
 * uke_duplicate_view_is_about:
 * @self: a view
 * @changes: what a commit changed
 *
 * Returns: whether it changed one of the two
 * Thread: main
 */
gboolean
uke_duplicate_view_is_about (UkeDuplicateView *self, const UkeChanges *changes)
{
  for (unsigned i = 0; i < uke_changes_get_n (changes); i++) {
    if (concerns_pair (self, uke_changes_get (changes, i)))
      return TRUE;
  }
  return FALSE;
}
