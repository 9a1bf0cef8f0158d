/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/import/uke-import-duplicates-step.h"

#include "app/duplicates/uke-duplicate-row.h"
#include "app/duplicates/uke-duplicate-view.h"
#include "app/uke-perform.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

/* Which list is shown. */
typedef enum {
  TAB_OPEN,
  TAB_SAME,
  TAB_DIFFERENT,
  N_TABS,
} Tab;

struct _UkeImportDuplicatesStep {
  UkeImportStep parent_instance;

  UkeImport *forecast;           /* (owned) (nullable): whose rows are shown */
  unsigned n_known;              /* how many of them */
  GListStore *lists[N_TABS];     /* (owned) (element-type UkeDuplicatePair) */
  GtkSingleSelection *selection; /* (owned) */

  GtkToggleButton *open_tab;
  GtkToggleButton *same_tab;
  GtkToggleButton *different_tab;
  GtkListView *list;
  GtkWidget *batch_bar;
  GtkLabel *batch_label;
  GtkStack *pair_stack;
  AdwStatusPage *nothing;
  UkeDuplicateView *view;
  GtkLabel *position;
  GtkWidget *rest_button;
  GtkWidget *different_button;
  GtkWidget *later_button;
  GtkWidget *same_button;
};

G_DEFINE_FINAL_TYPE (UkeImportDuplicatesStep, uke_import_duplicates_step, UKE_TYPE_IMPORT_STEP)

static Tab
get_tab (UkeImportDuplicatesStep *self)
{
  if (gtk_toggle_button_get_active (self->same_tab))
    return TAB_SAME;
  return gtk_toggle_button_get_active (self->different_tab) ? TAB_DIFFERENT : TAB_OPEN;
}

static unsigned
count (UkeImportDuplicatesStep *self, Tab tab)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->lists[tab]));
}

static Tab
tab_of (const UkeDuplicatePair *pair)
{
  if (g_str_equal (pair->decision, UKE_DUPLICATE_SAME))
    return TAB_SAME;
  return g_str_equal (pair->decision, UKE_DUPLICATE_DIFFERENT) ? TAB_DIFFERENT : TAB_OPEN;
}

static UkeImportRow *
find_row (UkeImportDuplicatesStep *self, const UkeDuplicatePair *pair)
{
  GPtrArray *rows = self->forecast != NULL ? uke_import_get_possible (self->forecast) : NULL;

  for (unsigned i = 0; rows != NULL && i < rows->len; i++) {
    UkeImportRow *row = rows->pdata[i];

    if (row->alike == pair)
      return row;
  }
  return NULL;
}

static UkeImportRow *
get_selected (UkeImportDuplicatesStep *self)
{
  return find_row (self, gtk_single_selection_get_selected_item (self->selection));
}

/* @least: only of this score or more */
static unsigned
count_undecided (UkeImportDuplicatesStep *self, int least)
{
  GPtrArray *rows = self->forecast != NULL ? uke_import_get_possible (self->forecast) : NULL;
  unsigned n = 0;

  for (unsigned i = 0; rows != NULL && i < rows->len; i++) {
    const UkeImportRow *row = rows->pdata[i];

    n += row->decision == NULL && row->alike->score >= least;
  }
  return n;
}

static void
set_tab_label (UkeImportDuplicatesStep *self, GtkToggleButton *button, const char *word, Tab tab)
{
  g_autofree char *label = g_strdup_printf ("%s %u", word, count (self, tab));

  gtk_button_set_label (GTK_BUTTON (button), label);
}

static void
show_counts (UkeImportDuplicatesStep *self)
{
  unsigned n_sure = count_undecided (self, UKE_DUPLICATE_SURE);
  unsigned n_open = count_undecided (self, 0);
  unsigned n = count (self, get_tab (self));
  unsigned selected = gtk_single_selection_get_selected (self->selection);
  g_autofree char *batch
      = g_strdup_printf (ngettext ("%u row of 95 %% or more, all as the same person",
                                   "%u rows of 95 %% or more, all as the same person", n_sure),
                         n_sure);
  g_autofree char *position
      = selected < n ? g_strdup_printf (_ ("%u of %u"), selected + 1, n) : g_strdup ("");

  set_tab_label (self, self->open_tab, _ ("To check"), TAB_OPEN);
  set_tab_label (self, self->same_tab, _ ("Same person"), TAB_SAME);
  set_tab_label (self, self->different_tab, _ ("Different people"), TAB_DIFFERENT);
  gtk_label_set_text (self->batch_label, batch);
  gtk_widget_set_visible (self->batch_bar, n_sure > 0);
  gtk_widget_set_visible (self->rest_button, n_open > 0);
  gtk_label_set_text (self->position, position);
}

static void
show_nothing (UkeImportDuplicatesStep *self)
{
  gboolean is_open = get_tab (self) == TAB_OPEN;

  adw_status_page_set_title (self->nothing,
                             is_open ? _ ("Every row is decided") : _ ("No row is decided so"));
  adw_status_page_set_description (
      self->nothing, is_open
                         ? _ ("Go on to the import. What was decided can be changed until then.")
                         : _ ("Rows that are decided so are listed here."));
  gtk_stack_set_visible_child_name (self->pair_stack, "none");
}

/* A key that is pressed before the two are there must not meet something unseen. */
static void
set_can_decide (UkeImportDuplicatesStep *self, gboolean can_decide)
{
  static const char *const ACTIONS[]
      = { "duplicates.same", "duplicates.different", "duplicates.later" };

  for (size_t i = 0; i < G_N_ELEMENTS (ACTIONS); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), ACTIONS[i], can_decide);
}

static void
show_pair (UkeImportDuplicatesStep *self)
{
  UkeImportRow *row = get_selected (self);

  show_counts (self);
  if (row != NULL && row->alike == uke_duplicate_view_get_pair (self->view))
    return;
  uke_duplicate_view_show_row (
      self->view,
      uke_import_session_get_clinic (uke_import_step_get_session (UKE_IMPORT_STEP (self))), row);
  if (row == NULL)
    show_nothing (self);
}

static void
pair_read_cb (UkeImportDuplicatesStep *self)
{
  set_can_decide (self, TRUE);
  gtk_stack_set_visible_child_name (self->pair_stack, "pair");
}

static void
pair_lost_cb (UkeImportDuplicatesStep *self, const GError *error)
{
  uke_present_error (GTK_WIDGET (self), error);
}

static int
compare_pairs (gconstpointer a, gconstpointer b, gpointer data)
{
  const UkeDuplicatePair *left = a, *right = b;
  int order = strcmp (left->decision, right->decision);

  return order != 0 ? order : right->score - left->score;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  return compare_pairs (*(UkeDuplicatePair *const *)a, *(UkeDuplicatePair *const *)b, NULL);
}

/* Brings every row to the list it belongs to: the surest first, those put off at the end. */
static void
fill_lists (UkeImportDuplicatesStep *self)
{
  GPtrArray *rows = self->forecast != NULL ? uke_import_get_possible (self->forecast) : NULL;

  for (int tab = 0; tab < N_TABS; tab++) {
    g_autoptr (GPtrArray) pairs = g_ptr_array_new ();

    for (unsigned i = 0; rows != NULL && i < rows->len; i++) {
      UkeDuplicatePair *pair = ((UkeImportRow *)rows->pdata[i])->alike;

      if ((int)tab_of (pair) == tab)
        g_ptr_array_add (pairs, pair);
    }
    g_ptr_array_sort (pairs, compare_places);
    g_list_store_splice (self->lists[tab], 0, count (self, (Tab)tab), pairs->pdata, pairs->len);
  }
  self->n_known = rows != NULL ? rows->len : 0;
}

static void
follow_forecast (UkeImportDuplicatesStep *self)
{
  UkeImport *forecast
      = uke_import_session_get_forecast (uke_import_step_get_session (UKE_IMPORT_STEP (self)));
  unsigned n = forecast != NULL ? uke_import_get_possible (forecast)->len : 0;

  if (forecast == self->forecast && n == self->n_known)
    return;
  if (forecast != self->forecast)
    uke_duplicate_view_show_row (self->view, NULL, NULL);
  g_set_object (&self->forecast, forecast);
  fill_lists (self);
  show_pair (self);
  uke_import_step_changed (UKE_IMPORT_STEP (self));
}

static void
decide_row (UkeImportRow *row, const char *decision, UkeMergePlan *plan)
{
  g_autoptr (UkeDuplicatePair) pair
      = uke_duplicate_pair_new_decided (row->alike, decision, &UKE_ID_NONE, 0, &UKE_ID_NONE);

  uke_import_row_decide (row, decision, &row->alike->first_id, plan);
  g_set_object (&row->alike, pair);
}

/* The next row comes under the same place of the list. */
static void
decide (UkeImportDuplicatesStep *self, const char *decision)
{
  UkeImportRow *row = get_selected (self);
  unsigned selected = gtk_single_selection_get_selected (self->selection);
  g_autoptr (UkeDuplicatePair) before = NULL;
  unsigned position = 0;

  if (row == NULL)
    return;
  before = g_object_ref (row->alike);
  decide_row (row, decision,
              g_str_equal (decision, UKE_DUPLICATE_SAME) ? uke_duplicate_view_get_plan (self->view)
                                                         : NULL);
  for (int tab = 0; tab < N_TABS; tab++) {
    if (g_list_store_find (self->lists[tab], before, &position))
      g_list_store_remove (self->lists[tab], position);
  }
  g_list_store_insert_sorted (self->lists[tab_of (row->alike)], row->alike, compare_pairs, NULL);
  if (count (self, get_tab (self)) > 0)
    gtk_single_selection_set_selected (self->selection,
                                       MIN (selected, count (self, get_tab (self)) - 1));
  show_pair (self);
  uke_import_step_changed (UKE_IMPORT_STEP (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* Every row that nobody has decided about and that is at least so sure. */
static void
decide_all (UkeImportDuplicatesStep *self, int least, const char *decision)
{
  GPtrArray *rows = self->forecast != NULL ? uke_import_get_possible (self->forecast) : NULL;

  for (unsigned i = 0; rows != NULL && i < rows->len; i++) {
    UkeImportRow *row = rows->pdata[i];

    if (row->decision == NULL && row->alike->score >= least)
      decide_row (row, decision, NULL);
  }
  fill_lists (self);
  show_pair (self);
  uke_import_step_changed (UKE_IMPORT_STEP (self));
}

static void
same_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  decide (UKE_IMPORT_DUPLICATES_STEP (widget), UKE_DUPLICATE_SAME);
}

static void
different_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  decide (UKE_IMPORT_DUPLICATES_STEP (widget), UKE_DUPLICATE_DIFFERENT);
}

static void
later_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  decide (UKE_IMPORT_DUPLICATES_STEP (widget), UKE_DUPLICATE_LATER);
}

static void
sure_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  decide_all (UKE_IMPORT_DUPLICATES_STEP (widget), UKE_DUPLICATE_SURE, UKE_DUPLICATE_SAME);
}

static void
rest_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  decide_all (UKE_IMPORT_DUPLICATES_STEP (widget), 0, UKE_DUPLICATE_LATER);
}

static void
tab_toggled_cb (UkeImportDuplicatesStep *self, GtkToggleButton *tab)
{
  if (!gtk_toggle_button_get_active (tab) || self->selection == NULL)
    return;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->lists[get_tab (self)]));
  show_pair (self);
}

static void
show_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeImportDuplicatesStep *self = UKE_IMPORT_DUPLICATES_STEP (widget);
  GtkToggleButton *const tabs[N_TABS] = { self->open_tab, self->same_tab, self->different_tab };

  if (g_variant_get_uint32 (target) < N_TABS)
    gtk_toggle_button_set_active (tabs[g_variant_get_uint32 (target)], TRUE);
}

static const char *
uke_import_duplicates_step_get_title (UkeImportStep *step)
{
  return C_ ("import step", "Duplicates");
}

static gboolean
uke_import_duplicates_step_is_needed (UkeImportStep *step)
{
  UkeImport *forecast = uke_import_session_get_forecast (uke_import_step_get_session (step));

  return forecast != NULL && uke_import_get_possible (forecast)->len > 0;
}

static gboolean
uke_import_duplicates_step_can_go_on (UkeImportStep *step)
{
  return count_undecided (UKE_IMPORT_DUPLICATES_STEP (step), 0) == 0;
}

static void
uke_import_duplicates_step_shown (UkeImportStep *step)
{
  UkeImportDuplicatesStep *self = UKE_IMPORT_DUPLICATES_STEP (step);

  follow_forecast (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
uke_import_duplicates_step_constructed (GObject *object)
{
  UkeImportDuplicatesStep *self = UKE_IMPORT_DUPLICATES_STEP (object);
  UkeImportSession *session = uke_import_step_get_session (UKE_IMPORT_STEP (self));

  G_OBJECT_CLASS (uke_import_duplicates_step_parent_class)->constructed (object);
  g_signal_connect_object (session, "forecast-changed", G_CALLBACK (follow_forecast), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "stage-changed", G_CALLBACK (follow_forecast), self,
                           G_CONNECT_SWAPPED);
  show_counts (self);
}

static void
uke_import_duplicates_step_dispose (GObject *object)
{
  UkeImportDuplicatesStep *self = UKE_IMPORT_DUPLICATES_STEP (object);

  if (self->view != NULL)
    uke_duplicate_view_show_row (self->view, NULL, NULL);
  self->view = NULL;
  g_clear_object (&self->forecast);
  g_clear_object (&self->selection);
  for (int tab = 0; tab < N_TABS; tab++)
    g_clear_object (&self->lists[tab]);
  G_OBJECT_CLASS (uke_import_duplicates_step_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      klass, "/org/uketsuke/Uketsuke/ui/import/uke-import-duplicates-step.ui");
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, open_tab);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, same_tab);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, different_tab);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, list);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, batch_bar);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, batch_label);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, pair_stack);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, nothing);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, view);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, position);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, rest_button);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, different_button);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, later_button);
  gtk_widget_class_bind_template_child (klass, UkeImportDuplicatesStep, same_button);
  gtk_widget_class_bind_template_callback (klass, pair_read_cb);
  gtk_widget_class_bind_template_callback (klass, pair_lost_cb);
  gtk_widget_class_bind_template_callback (klass, tab_toggled_cb);
  gtk_widget_class_bind_template_callback (klass, uke_duplicate_row_setup_cb);
  gtk_widget_class_bind_template_callback (klass, uke_duplicate_row_bind_cb);
}

static void
uke_import_duplicates_step_class_init (UkeImportDuplicatesStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UkeImportStepClass *step_class = UKE_IMPORT_STEP_CLASS (klass);

  g_type_ensure (UKE_TYPE_DUPLICATE_VIEW);
  G_OBJECT_CLASS (klass)->constructed = uke_import_duplicates_step_constructed;
  G_OBJECT_CLASS (klass)->dispose = uke_import_duplicates_step_dispose;
  step_class->get_title = uke_import_duplicates_step_get_title;
  step_class->is_needed = uke_import_duplicates_step_is_needed;
  step_class->can_go_on = uke_import_duplicates_step_can_go_on;
  step_class->shown = uke_import_duplicates_step_shown;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "duplicates.same", NULL, same_cb);
  gtk_widget_class_install_action (widget_class, "duplicates.different", NULL, different_cb);
  gtk_widget_class_install_action (widget_class, "duplicates.later", NULL, later_cb);
  gtk_widget_class_install_action (widget_class, "duplicates.sure", NULL, sure_cb);
  gtk_widget_class_install_action (widget_class, "duplicates.rest", NULL, rest_cb);
  gtk_widget_class_install_action (widget_class, "duplicates.show", "u", show_cb);
  uke_duplicate_row_add_keys (widget_class, N_TABS);
}

static void
uke_import_duplicates_step_init (UkeImportDuplicatesStep *self)
{
  for (int tab = 0; tab < N_TABS; tab++)
    self->lists[tab] = g_list_store_new (UKE_TYPE_DUPLICATE_PAIR);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->lists[TAB_OPEN])));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (show_pair), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  uke_duplicate_row_set_buttons (self->same_button, self->different_button, self->later_button);
}
