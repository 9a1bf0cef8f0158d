/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/duplicates/uke-duplicates-page.h"

#include "app/duplicates/uke-duplicate-batch.h"
#include "app/duplicates/uke-duplicate-row.h"
#include "app/duplicates/uke-duplicate-runner.h"
#include "app/duplicates/uke-duplicate-view.h"
#include "app/duplicates/uke-duplicate-words.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "app/widgets/uke-chip.h"
#include "clinic/uke-clinic-error.h"
#include "model/uke-codes.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

/* Which list is shown. */
typedef enum {
  TAB_OPEN,
  TAB_SAME,
  TAB_DIFFERENT,
  N_TABS,
} Tab;

struct _UkeDuplicatesPage {
  UkePage parent_instance;

  GListStore *lists[N_TABS];     /* (owned) (element-type UkeDuplicatePair) */
  GtkSingleSelection *selection; /* (owned) */
  UkeDuplicateRunner *runner;    /* (owned) (nullable): made when the page is in a window */
  GCancellable *reading;         /* (owned) (nullable): while everybody is compared */
  gboolean is_stale;             /* something changed while everybody was being compared */
  gboolean has_read;
  GtkWidget *navigation; /* (owned) */

  GtkStack *stack;
  GtkSpinner *spinner;
  AdwStatusPage *trouble;
  GtkWidget *left_pane;
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
  GtkWidget *part_button;
  GtkWidget *different_button;
  GtkWidget *later_button;
  GtkWidget *same_button;
};

G_DEFINE_FINAL_TYPE (UkeDuplicatesPage, uke_duplicates_page, UKE_TYPE_PAGE)

static void read_all (UkeDuplicatesPage *self);

static UkeClinic *
get_clinic (UkeDuplicatesPage *self)
{
  return uke_page_get_clinic (UKE_PAGE (self));
}

static Tab
get_tab (UkeDuplicatesPage *self)
{
  if (gtk_toggle_button_get_active (self->same_tab))
    return TAB_SAME;
  return gtk_toggle_button_get_active (self->different_tab) ? TAB_DIFFERENT : TAB_OPEN;
}

static unsigned
count (UkeDuplicatesPage *self, Tab tab)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->lists[tab]));
}

static GPtrArray *
list_sure (UkeDuplicatesPage *self)
{
  GPtrArray *sure = g_ptr_array_new_with_free_func (g_object_unref);

  for (unsigned i = 0; i < count (self, TAB_OPEN); i++) {
    g_autoptr (UkeDuplicatePair) pair
        = g_list_model_get_item (G_LIST_MODEL (self->lists[TAB_OPEN]), i);

    /* What somebody put off is not merged behind their back. */
    if (pair->score >= UKE_DUPLICATE_SURE && *pair->decision == '\0')
      g_ptr_array_add (sure, g_steal_pointer (&pair));
  }
  return sure;
}

static void
set_tab_label (UkeDuplicatesPage *self, GtkToggleButton *button, const char *word, Tab tab)
{
  g_autofree char *label = g_strdup_printf ("%s %u", word, count (self, tab));

  gtk_button_set_label (GTK_BUTTON (button), label);
}

static void
show_counts (UkeDuplicatesPage *self)
{
  g_autoptr (GPtrArray) sure = list_sure (self);
  g_autofree char *batch
      = g_strdup_printf (ngettext ("%u pair of 95 %% or more, all as the same person",
                                   "%u pairs of 95 %% or more, all as the same person", sure->len),
                         sure->len);
  gboolean may_merge = uke_clinic_may (get_clinic (self), UKE_ACTION_PATIENT_MERGE);

  set_tab_label (self, self->open_tab, _ ("To check"), TAB_OPEN);
  set_tab_label (self, self->same_tab, _ ("Same person"), TAB_SAME);
  set_tab_label (self, self->different_tab, _ ("Different people"), TAB_DIFFERENT);
  gtk_label_set_text (self->batch_label, batch);
  gtk_widget_set_visible (self->batch_bar, get_tab (self) == TAB_OPEN && sure->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.merge-all", may_merge);
}

static void
show_nothing (UkeDuplicatesPage *self)
{
  const char *title = _ ("Nobody is registered twice"),
             *description = _ ("Every record stands for one person. New pairs appear here after "
                               "an import or a registration.");

  if (get_tab (self) == TAB_SAME) {
    title = _ ("Nobody was merged yet");
    description = _ ("Records that were made one are listed here and can be parted again.");
  } else if (get_tab (self) == TAB_DIFFERENT) {
    title = _ ("No pair was told apart yet");
    description = _ ("Pairs that look alike and are two people are kept here, so that nobody has "
                     "to check them twice.");
  }
  adw_status_page_set_title (self->nothing, title);
  adw_status_page_set_description (self->nothing, description);
  gtk_stack_set_visible_child_name (self->pair_stack, "none");
}

static void
show_position (UkeDuplicatesPage *self)
{
  unsigned selected = gtk_single_selection_get_selected (self->selection);
  unsigned n = count (self, get_tab (self));
  g_autofree char *text = selected < n ? g_strdup_printf (_ ("%u of %u"), selected + 1, n) : NULL;

  gtk_label_set_text (self->position, text != NULL ? text : "");
}

/* What can be decided depends on the list and on who sits at the desk. */
static void
show_actions (UkeDuplicatesPage *self)
{
  Tab tab = get_tab (self);
  gboolean has_plan = uke_duplicate_view_get_plan (self->view) != NULL;
  gboolean may_merge
      = has_plan && tab != TAB_SAME && uke_clinic_may (get_clinic (self), UKE_ACTION_PATIENT_MERGE);
  gboolean may_part = has_plan && tab == TAB_SAME
                      && uke_clinic_may (get_clinic (self), UKE_ACTION_PATIENT_UNMERGE);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.same", may_merge);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.later", may_merge);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.different",
                                 may_merge && tab == TAB_OPEN);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.part", may_part);
  gtk_widget_set_visible (self->same_button, tab != TAB_SAME);
  gtk_widget_set_visible (self->later_button, tab != TAB_SAME);
  gtk_widget_set_visible (self->different_button, tab == TAB_OPEN);
  gtk_widget_set_visible (self->part_button, may_part);
}

static void
read_pair (UkeDuplicatesPage *self, UkeDuplicatePair *pair)
{
  uke_duplicate_view_show (self->view, get_clinic (self), pair);
  show_actions (self);
}

static void
pair_read_cb (UkeDuplicatesPage *self)
{
  show_position (self);
  show_actions (self);
  gtk_stack_set_visible_child_name (self->pair_stack, "pair");
}

static void
pair_lost_cb (UkeDuplicatesPage *self, const GError *error)
{
  uke_present_error (GTK_WIDGET (self), error);
  read_all (self);
}

/* Brings the selected pair to the right, unless it is there already. */
static void
show_pair (UkeDuplicatesPage *self)
{
  UkeDuplicatePair *pair = gtk_single_selection_get_selected_item (self->selection);

  show_position (self);
  if (pair == NULL || pair != uke_duplicate_view_get_pair (self->view))
    read_pair (self, pair);
  if (pair == NULL)
    show_nothing (self);
}

static void
show_lists (UkeDuplicatesPage *self)
{
  show_counts (self);
  show_pair (self);
}

/* The pair that was looked at is looked at again, when it is still there. */
static void
select_again (UkeDuplicatesPage *self, const UkeDuplicatePair *before)
{
  GListModel *model = G_LIST_MODEL (self->lists[get_tab (self)]);

  for (unsigned i = 0; before != NULL && i < g_list_model_get_n_items (model); i++) {
    g_autoptr (UkeDuplicatePair) pair = g_list_model_get_item (model, i);

    if (uke_id_equal (&pair->first_id, &before->first_id)
        && uke_id_equal (&pair->second_id, &before->second_id)) {
      gtk_single_selection_set_selected (self->selection, i);
      return;
    }
  }
}

static void
all_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeDuplicatesPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDuplicates) found
      = uke_clinic_load_duplicates_finish (UKE_CLINIC (source), result, &error);
  g_autoptr (UkeDuplicatePair) before = NULL;

  g_clear_object (&self->reading);
  gtk_spinner_stop (self->spinner);
  if (uke_page_get_window (UKE_PAGE (self)) == NULL
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (found == NULL) {
    g_autofree char *sentence = uke_words_for_error (error);

    adw_status_page_set_description (self->trouble, sentence);
    gtk_stack_set_visible_child_name (self->stack, "trouble");
    return;
  }
  GPtrArray *const lists[N_TABS] = { found->open, found->same, found->different };

  g_set_object (&before, uke_duplicate_view_get_pair (self->view));
  self->has_read = TRUE;
  for (int tab = 0; tab < N_TABS; tab++)
    g_list_store_splice (self->lists[tab], 0, count (self, tab), lists[tab]->pdata,
                         lists[tab]->len);
  select_again (self, before);
  show_lists (self);
  gtk_stack_set_visible_child_name (self->stack, "review");
  if (self->is_stale)
    read_all (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* Changes that come while everybody is being compared wait for one more reading. */
static void
read_all (UkeDuplicatesPage *self)
{
  self->is_stale = self->reading != NULL;
  if (self->is_stale)
    return;
  self->reading = g_cancellable_new ();
  if (!self->has_read) {
    gtk_stack_set_visible_child_name (self->stack, "reading");
    gtk_spinner_start (self->spinner);
  }
  uke_clinic_load_duplicates_async (get_clinic (self), NULL, self->reading, all_read_cb,
                                    g_object_ref (self));
}

static void
changed_cb (UkeDuplicatesPage *self, UkeChanges *changes)
{
  static const UkeEntity *const COMPARED[]
      = { &UKE_ENTITY_PATIENT, &UKE_ENTITY_PATIENT_PHONE, &UKE_ENTITY_PATIENT_EMAIL,
          &UKE_ENTITY_PATIENT_ADDRESS, &UKE_ENTITY_DUPLICATE_REVIEW };
  gboolean is_compared = uke_changes_is_all_changed (changes);

  /* A page in the background reads when it comes to the front. */
  if (!self->has_read || (self->runner != NULL && uke_duplicate_runner_is_busy (self->runner)))
    return;
  for (size_t i = 0; i < G_N_ELEMENTS (COMPARED); i++)
    is_compared |= uke_changes_touches (changes, COMPARED[i]);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self))) {
    self->is_stale |= is_compared;
    return;
  }
  /* What is chosen from must be what is there. */
  if (uke_duplicate_view_is_about (self->view, changes)) {
    read_pair (self, uke_duplicate_view_get_pair (self->view));
    uke_window_say (uke_page_get_window (UKE_PAGE (self)),
                    _ ("One of the two records has changed and was read again"));
  }
  if (is_compared)
    read_all (self);
}

static UkeDuplicateRunner *
get_runner (UkeDuplicatesPage *self)
{
  if (self->runner == NULL)
    self->runner
        = uke_duplicate_runner_new (uke_page_get_window (UKE_PAGE (self)), get_clinic (self));
  return self->runner;
}

/* One decision on its way. */
typedef struct {
  UkeDuplicatesPage *page; /* (owned) */
  UkeDuplicatePair *pair;  /* (owned) */
  const char *decision;    /* "" where it is parted again */
} Decision;

static void
decision_free (Decision *self)
{
  g_object_unref (self->page);
  g_object_unref (self->pair);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Decision, decision_free)

/* Somebody who went into another may stand in further pairs: those are looked for anew. */
static gboolean
stands_elsewhere (UkeDuplicatesPage *self, const UkeDuplicatePair *pair)
{
  for (unsigned i = 0; i < count (self, TAB_OPEN); i++) {
    g_autoptr (UkeDuplicatePair) other
        = g_list_model_get_item (G_LIST_MODEL (self->lists[TAB_OPEN]), i);
    if (uke_duplicate_pair_shares (pair, other))
      return TRUE;
  }
  return FALSE;
}

/* Moves the pair to the list it belongs to now, without comparing everybody again. */
static void
move_pair (UkeDuplicatesPage *self, const Decision *decision, const UkeReceipt *receipt)
{
  UkeRecord *staff = uke_clinic_get_sitting_staff (get_clinic (self));
  g_autoptr (UkeDuplicatePair) pair
      = uke_duplicate_pair_new_decided (decision->pair, decision->decision, &receipt->change_set_id,
                                        uke_clock_now_us (uke_clinic_get_clock (get_clinic (self))),
                                        staff != NULL ? uke_record_get_id (staff) : &UKE_ID_NONE);
  unsigned position = 0;

  for (int tab = 0; tab < N_TABS; tab++) {
    if (g_list_store_find (self->lists[tab], decision->pair, &position))
      g_list_store_remove (self->lists[tab], position);
  }
  if (g_str_equal (decision->decision, UKE_DUPLICATE_SAME))
    g_list_store_insert (self->lists[TAB_SAME], 0, pair);
  else if (g_str_equal (decision->decision, UKE_DUPLICATE_DIFFERENT))
    g_list_store_insert (self->lists[TAB_DIFFERENT], 0, pair);
  else
    g_list_store_append (self->lists[TAB_OPEN], pair);
  show_lists (self);
  if (g_str_equal (decision->decision, UKE_DUPLICATE_SAME) && stands_elsewhere (self, pair))
    read_all (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
decided_cb (const UkeReceipt *receipt, const GError *error, gpointer user_data)
{
  g_autoptr (Decision) decision = user_data;
  UkeDuplicatesPage *self = decision->page;
  UkeWindow *window = uke_page_get_window (UKE_PAGE (self));

  if (window == NULL)
    return;
  if (receipt != NULL) {
    g_autofree char *sentence = uke_duplicate_words_done (decision->pair, decision->decision);

    uke_perform_show_done (window, sentence, receipt);
    move_pair (self, decision, receipt);
  } else if (error != NULL) {
    uke_present_error (GTK_WIDGET (self), error);
    /* Somebody else was faster: what is there now is read, and nothing was changed. */
    if (!g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_DENIED)) {
      read_pair (self, decision->pair);
      read_all (self);
    }
  }
}

static void
decide (UkeDuplicatesPage *self, UkeCommand *command, const char *code)
{
  Decision *decision = g_new0 (Decision, 1);

  decision->page = g_object_ref (self);
  decision->pair = g_object_ref (uke_duplicate_view_get_pair (self->view));
  decision->decision = code;
  uke_duplicate_runner_run (get_runner (self), command, decided_cb, decision);
}

/* A second press while the first is on its way must not meet the next pair. */
static gboolean
can_decide (UkeDuplicatesPage *self)
{
  return uke_duplicate_view_get_plan (self->view) != NULL
         && !uke_duplicate_runner_is_busy (get_runner (self));
}

static void
same_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeDuplicatesPage *self = UKE_DUPLICATES_PAGE (widget);

  if (can_decide (self))
    decide (self, uke_command_merge_patients (uke_duplicate_view_get_plan (self->view)),
            UKE_DUPLICATE_SAME);
}

static void
put_aside (UkeDuplicatesPage *self, const char *code)
{
  const UkeDuplicatePair *pair = uke_duplicate_view_get_pair (self->view);

  if (can_decide (self))
    decide (self, uke_command_decide_duplicate (&pair->first_id, &pair->second_id, code), code);
}

static void
different_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  put_aside (UKE_DUPLICATES_PAGE (widget), UKE_DUPLICATE_DIFFERENT);
}

static void
later_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  put_aside (UKE_DUPLICATES_PAGE (widget), UKE_DUPLICATE_LATER);
}

static void
part_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeDuplicatesPage *self = UKE_DUPLICATES_PAGE (widget);
  const UkeDuplicatePair *pair = uke_duplicate_view_get_pair (self->view);

  if (can_decide (self) && !uke_id_is_none (&pair->change_set_id))
    decide (self, uke_command_part_patients (&pair->change_set_id), "");
}

static void
merge_all_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeDuplicatesPage *self = UKE_DUPLICATES_PAGE (widget);
  g_autoptr (GPtrArray) sure = list_sure (self);

  if (sure->len > 0 && !uke_duplicate_runner_is_busy (get_runner (self)))
    uke_duplicate_batch_present (uke_page_get_window (UKE_PAGE (self)), self->runner, sure);
}

static void
reload_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  read_all (UKE_DUPLICATES_PAGE (widget));
}

static void
tab_toggled_cb (UkeDuplicatesPage *self, GtkToggleButton *tab)
{
  if (!gtk_toggle_button_get_active (tab) || self->selection == NULL)
    return;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->lists[get_tab (self)]));
  show_lists (self);
}

static void
show_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeDuplicatesPage *self = UKE_DUPLICATES_PAGE (widget);
  GtkToggleButton *const tabs[N_TABS] = { self->open_tab, self->same_tab, self->different_tab };

  if (g_variant_get_uint32 (target) < N_TABS)
    gtk_toggle_button_set_active (tabs[g_variant_get_uint32 (target)], TRUE);
}

static GtkWidget *
uke_duplicates_page_get_navigation (UkePage *page)
{
  return UKE_DUPLICATES_PAGE (page)->navigation;
}

static void
uke_duplicates_page_shown (UkePage *page)
{
  UkeDuplicatesPage *self = UKE_DUPLICATES_PAGE (page);

  if (!self->has_read || self->is_stale) {
    self->is_stale = FALSE;
    read_all (self);
  }
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
uke_duplicates_page_set_narrow (UkePage *page, gboolean is_narrow)
{
  gtk_widget_set_size_request (UKE_DUPLICATES_PAGE (page)->left_pane, is_narrow ? 320 : 400, -1);
}

static void
make_navigation (UkeDuplicatesPage *self)
{
  GtkWidget *back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  GtkWidget *title = gtk_label_new (_ ("Check for duplicates"));

  self->navigation = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_widget_set_tooltip_text (back, _ ("All patients"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (back), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("All patients"), -1);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (back), "win.page('patients')");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (self->navigation), back);
  gtk_box_append (GTK_BOX (self->navigation), title);
}

static void
uke_duplicates_page_constructed (GObject *object)
{
  UkeDuplicatesPage *self = UKE_DUPLICATES_PAGE (object);

  G_OBJECT_CLASS (uke_duplicates_page_parent_class)->constructed (object);
  g_signal_connect_object (get_clinic (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_clinic (self), "sitting-changed", G_CALLBACK (show_counts), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_clinic (self), "sitting-changed", G_CALLBACK (show_actions), self,
                           G_CONNECT_SWAPPED);
}

static void
uke_duplicates_page_dispose (GObject *object)
{
  UkeDuplicatesPage *self = UKE_DUPLICATES_PAGE (object);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->runner);
  g_clear_object (&self->selection);
  g_clear_object (&self->navigation);
  for (int tab = 0; tab < N_TABS; tab++)
    g_clear_object (&self->lists[tab]);
  G_OBJECT_CLASS (uke_duplicates_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/duplicates/uke-duplicates-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, left_pane);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, open_tab);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, same_tab);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, different_tab);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, list);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, batch_bar);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, batch_label);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, pair_stack);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, view);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, position);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, part_button);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, different_button);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, later_button);
  gtk_widget_class_bind_template_child (widget_class, UkeDuplicatesPage, same_button);
  gtk_widget_class_bind_template_callback (widget_class, pair_read_cb);
  gtk_widget_class_bind_template_callback (widget_class, pair_lost_cb);
  gtk_widget_class_bind_template_callback (widget_class, tab_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, uke_duplicate_row_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, uke_duplicate_row_bind_cb);
}

static void
uke_duplicates_page_class_init (UkeDuplicatesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UkePageClass *page_class = UKE_PAGE_CLASS (klass);

  g_type_ensure (UKE_TYPE_DUPLICATE_VIEW);
  G_OBJECT_CLASS (klass)->constructed = uke_duplicates_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = uke_duplicates_page_dispose;
  page_class->get_navigation = uke_duplicates_page_get_navigation;
  page_class->set_narrow = uke_duplicates_page_set_narrow;
  page_class->shown = uke_duplicates_page_shown;
  page_class->has_foot = TRUE;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "duplicates.same", NULL, same_cb);
  gtk_widget_class_install_action (widget_class, "duplicates.different", NULL, different_cb);
  gtk_widget_class_install_action (widget_class, "duplicates.later", NULL, later_cb);
  gtk_widget_class_install_action (widget_class, "duplicates.part", NULL, part_cb);
  gtk_widget_class_install_action (widget_class, "duplicates.merge-all", NULL, merge_all_cb);
  gtk_widget_class_install_action (widget_class, "duplicates.reload", NULL, reload_cb);
  gtk_widget_class_install_action (widget_class, "duplicates.show", "u", show_cb);
  uke_duplicate_row_add_keys (widget_class, N_TABS);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.page", "s",
                                       "patients");
}

static void
uke_duplicates_page_init (UkeDuplicatesPage *self)
{
  for (int tab = 0; tab < N_TABS; tab++)
    self->lists[tab] = g_list_store_new (UKE_TYPE_DUPLICATE_PAIR);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->lists[TAB_OPEN])));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (show_pair), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  make_navigation (self);
  uke_duplicate_row_set_buttons (self->same_button, self->different_button, self->later_button);
}
