/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/import/uke-import-page.h"

#include "app/import/uke-import-columns-step.h"
#include "app/import/uke-import-duplicates-step.h"
#include "app/import/uke-import-file-step.h"
#include "app/import/uke-import-run-step.h"
#include "app/import/uke-import-step-line.h"
#include "app/import/uke-import-words.h"
#include "app/uke-ask.h"
#include "app/uke-window.h"

#include <glib/gi18n.h>

/* The steps in their order. One line a step. */
static GType (*const STEPS[]) (void) = {
  uke_import_file_step_get_type,
  uke_import_columns_step_get_type,
  uke_import_duplicates_step_get_type,
  uke_import_run_step_get_type,
};

struct _UkeImportPage {
  UkePage parent_instance;

  UkeImportSession *session; /* (owned) */
  GPtrArray *steps;          /* (owned) (element-type UkeImportStep), owned by the stack */
  UkeImportStep *front;      /* (unowned) */
  GSimpleActionGroup *group; /* (owned) */
  UkePrimary primary;
  char *primary_label; /* (owned) (nullable) */

  GtkWidget *navigation; /* (owned) */
  GtkWidget *leave;
  GtkWidget *back;
  GtkWidget *title;

  GtkStack *outer;
  UkeImportStepLine *line;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (UkeImportPage, uke_import_page, UKE_TYPE_PAGE)

static UkeImportStep *
find_neighbour (UkeImportPage *self, int by)
{
  unsigned at = 0;

  if (!g_ptr_array_find (self->steps, self->front, &at))
    return NULL;
  for (int i = (int)at + by; i >= 0 && i < (int)self->steps->len; i += by) {
    if (uke_import_step_is_needed (self->steps->pdata[i]))
      return self->steps->pdata[i];
  }
  return NULL;
}

static void
set_enabled (UkeImportPage *self, const char *name, gboolean is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->group), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

static void
show_primary (UkeImportPage *self)
{
  UkeImportStep *next = find_neighbour (self, 1);
  const char *icon = "go-next-symbolic";
  const char *action = uke_import_step_get_action (self->front, &icon);

  g_clear_pointer (&self->primary_label, g_free);
  if (action != NULL)
    self->primary_label = g_strdup (action);
  else if (next != NULL)
    self->primary_label = g_strdup_printf (C_ ("step", "To: %s"), uke_import_step_get_title (next));
  self->primary = (UkePrimary){ self->primary_label, icon, NULL, "import.next" };
}

/* Shows anew what stands around the step. */
static void
follow_step (UkeImportPage *self)
{
  UkeImportStage stage = uke_import_session_get_stage (self->session);
  gboolean can_go_back
      = find_neighbour (self, -1) != NULL && uke_import_step_can_go_back (self->front);
  UkeWindow *window = uke_page_get_window (UKE_PAGE (self));

  show_primary (self);
  set_enabled (self, "next",
               self->primary_label != NULL && uke_import_step_can_go_on (self->front));
  set_enabled (self, "back", can_go_back);
  set_enabled (self, "leave", stage != UKE_IMPORT_STAGE_UNDOING);
  gtk_widget_set_visible (self->back, can_go_back);
  gtk_widget_set_visible (self->leave, stage != UKE_IMPORT_STAGE_EMPTY
                                           && stage != UKE_IMPORT_STAGE_DONE
                                           && stage != UKE_IMPORT_STAGE_UNDONE);
  gtk_label_set_text (GTK_LABEL (self->title),
                      stage == UKE_IMPORT_STAGE_EMPTY || stage == UKE_IMPORT_STAGE_READING
                          ? _ ("Import a list")
                          : uke_import_words_title (uke_import_session_get_kind (self->session)));
  uke_import_step_line_show (self->line, self->steps, self->front, stage == UKE_IMPORT_STAGE_DONE);
  if (window != NULL && uke_window_get_page (window) == UKE_PAGE (self))
    uke_window_page_changed (window);
}

static void
show_step (UkeImportPage *self, UkeImportStep *step)
{
  self->front = step;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (step));
  follow_step (self);
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    uke_import_step_shown (step);
}

static void
next_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  UkeImportPage *self = data;
  UkeImportStep *next = find_neighbour (self, 1);
  const char *icon = NULL;

  if (!uke_import_step_can_go_on (self->front))
    return;
  if (uke_import_step_get_action (self->front, &icon) != NULL)
    uke_import_step_act (self->front);
  else if (next != NULL)
    show_step (self, next);
}

static void
back_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  UkeImportPage *self = data;
  UkeImportStep *before = find_neighbour (self, -1);

  if (before != NULL)
    show_step (self, before);
}

static void
leave (UkeImportPage *self)
{
  if (uke_import_session_get_stage (self->session) == UKE_IMPORT_STAGE_RUNNING)
    uke_import_session_stop (self->session);
  else
    uke_import_session_reset (self->session);
}

static void
leave_answered_cb (UkeImportPage *self, const char *response)
{
  if (g_strcmp0 (response, "go") == 0)
    leave (self);
}

/* What would be lost is said before it is. */
static void
ask_to_leave (UkeImportPage *self, gboolean is_running)
{
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (uke_page_get_window (UKE_PAGE (self))),
      is_running ? _ ("Stop the import here?") : _ ("Leave this import?"),
      is_running ? _ ("What is imported so far stays, and you can go on later from there.")
                 : _ ("What you chose for the columns is not kept."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("_Go on importing"),
                                    "go", is_running ? _ ("_Stop") : _ ("_Leave"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect_object (dialog, "response", G_CALLBACK (leave_answered_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
leave_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  UkeImportPage *self = data;
  gboolean is_running = uke_import_session_get_stage (self->session) == UKE_IMPORT_STAGE_RUNNING;
  gboolean loses_work = uke_import_session_get_stage (self->session) == UKE_IMPORT_STAGE_CHOSEN
                        && uke_import_session_was_changed (self->session);

  if (is_running || loses_work)
    ask_to_leave (self, is_running);
  else
    leave (self);
}

static void
choose_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  UkeImportPage *self = data;

  if (uke_import_session_get_stage (self->session) != UKE_IMPORT_STAGE_RUNNING)
    uke_import_file_step_choose (UKE_IMPORT_FILE_STEP (self->steps->pdata[0]));
}

/* The steps follow what the import is: back to the file when there is none, to the end when a run
 * is taken up. */
static void
stage_changed_cb (UkeImportPage *self)
{
  UkeImportStep *first = self->steps->pdata[0];
  UkeImportStep *last = self->steps->pdata[self->steps->len - 1];

  switch (uke_import_session_get_stage (self->session)) {
  case UKE_IMPORT_STAGE_EMPTY:
  case UKE_IMPORT_STAGE_READING:
    if (self->front != first)
      show_step (self, first);
    break;
  case UKE_IMPORT_STAGE_RUNNING:
  case UKE_IMPORT_STAGE_STOPPED:
    if (self->front != last)
      show_step (self, last);
    break;
  case UKE_IMPORT_STAGE_CHOSEN:
  case UKE_IMPORT_STAGE_DONE:
  case UKE_IMPORT_STAGE_UNDOING:
  case UKE_IMPORT_STAGE_UNDONE:
    break;
  }
  follow_step (self);
}

static void
answered_cb (const UkeAnswer *answer, gpointer data)
{
  g_autoptr (UkeImportSession) session = data;

  if (answer != NULL && answer->reason != NULL)
    uke_import_session_answer (session, answer->reason);
}

static void
needs_answer_cb (UkeImportSession *session, const GError *error, UkeImportPage *self)
{
  uke_ask (uke_page_get_window (UKE_PAGE (self)), uke_page_get_clinic (UKE_PAGE (self)), error,
           answered_cb, g_object_ref (session));
}

static void
follow_role (UkeImportPage *self)
{
  gboolean may = uke_clinic_may (uke_page_get_clinic (UKE_PAGE (self)), UKE_ACTION_IMPORT_RUN);

  gtk_stack_set_visible_child_name (self->outer, may ? "steps" : "denied");
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, UkeImportPage *self)
{
  GSList *files = g_value_get_boxed (value);
  UkeImportStage stage = uke_import_session_get_stage (self->session);
  g_autofree char *path = files != NULL ? g_file_get_path (files->data) : NULL;

  if (path == NULL || stage == UKE_IMPORT_STAGE_RUNNING || stage == UKE_IMPORT_STAGE_UNDOING)
    return FALSE;
  uke_import_session_open (self->session, path);
  return TRUE;
}

static void
accept_drops (UkeImportPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static GtkWidget *
make_button (const char *label, const char *icon, const char *action, const char *tip)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  if (icon != NULL) {
    GtkWidget *content = adw_button_content_new ();

    adw_button_content_set_label (ADW_BUTTON_CONTENT (content), label);
    adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), icon);
    gtk_button_set_child (GTK_BUTTON (button), content);
  }
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static void
make_navigation (UkeImportPage *self)
{
  self->navigation = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->leave = make_button (_ ("Leave the import"), NULL, "import.leave", _ ("Leave (Esc)"));
  self->back = make_button (_ ("Back"), "go-previous-symbolic", "import.back",
                            _ ("The step before (Alt+←)"));
  self->title = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_widget_set_margin_start (self->title, 6);
  gtk_box_append (GTK_BOX (self->navigation), self->leave);
  gtk_box_append (GTK_BOX (self->navigation), self->back);
  gtk_box_append (GTK_BOX (self->navigation), self->title);
}

static void
make_steps (UkeImportPage *self)
{
  self->steps = g_ptr_array_new ();
  for (unsigned i = 0; i < G_N_ELEMENTS (STEPS); i++) {
    UkeImportStep *step = g_object_new (STEPS[i](), "session", self->session, NULL);

    g_ptr_array_add (self->steps, step);
    gtk_stack_add_child (self->stack, GTK_WIDGET (step));
    g_signal_connect_object (step, "changed", G_CALLBACK (follow_step), self, G_CONNECT_SWAPPED);
  }
}

static const GActionEntry ACTIONS[] = {
  { .name = "next", .activate = next_cb },
  { .name = "back", .activate = back_cb },
  { .name = "leave", .activate = leave_cb },
  { .name = "choose", .activate = choose_cb },
};

static void
uke_import_page_constructed (GObject *object)
{
  UkeImportPage *self = UKE_IMPORT_PAGE (object);
  UkeClinic *clinic = uke_page_get_clinic (UKE_PAGE (self));

  G_OBJECT_CLASS (uke_import_page_parent_class)->constructed (object);
  self->session = uke_import_session_new (clinic);
  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), ACTIONS, G_N_ELEMENTS (ACTIONS),
                                   self);
  make_navigation (self);
  make_steps (self);
  accept_drops (self);
  g_signal_connect_object (self->session, "stage-changed", G_CALLBACK (stage_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "needs-answer", G_CALLBACK (needs_answer_cb), self, 0);
  g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (follow_role), self,
                           G_CONNECT_SWAPPED);
  follow_role (self);
  show_step (self, self->steps->pdata[0]);
}

/* The header stands outside of the page, so the actions are the window's while the page is in it.
 */
static void
uke_import_page_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (uke_import_page_parent_class)->root (widget);
  gtk_widget_insert_action_group (GTK_WIDGET (gtk_widget_get_root (widget)), "import",
                                  G_ACTION_GROUP (UKE_IMPORT_PAGE (widget)->group));
}

static void
uke_import_page_unroot (GtkWidget *widget)
{
  gtk_widget_insert_action_group (GTK_WIDGET (gtk_widget_get_root (widget)), "import", NULL);
  GTK_WIDGET_CLASS (uke_import_page_parent_class)->unroot (widget);
}

static GtkWidget *
uke_import_page_get_navigation (UkePage *page)
{
  return UKE_IMPORT_PAGE (page)->navigation;
}

static const UkePrimary *
uke_import_page_get_primary (UkePage *page)
{
  UkeImportPage *self = UKE_IMPORT_PAGE (page);

  return self->primary_label != NULL ? &self->primary : NULL;
}

static AdwFlap *
uke_import_page_get_flap (UkePage *page, UkeSide side)
{
  UkeImportPage *self = UKE_IMPORT_PAGE (page);

  return side == UKE_SIDE_RIGHT ? uke_import_step_get_flap (self->front) : NULL;
}

static void
uke_import_page_shown (UkePage *page)
{
  UkeImportPage *self = UKE_IMPORT_PAGE (page);

  follow_role (self);
  uke_import_step_shown (self->front);
}

static void
uke_import_page_dispose (GObject *object)
{
  UkeImportPage *self = UKE_IMPORT_PAGE (object);

  g_clear_object (&self->navigation);
  g_clear_object (&self->session);
  g_clear_object (&self->group);
  g_clear_pointer (&self->primary_label, g_free);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  G_OBJECT_CLASS (uke_import_page_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *klass)
{
  static const guint ENTERS[] = { GDK_KEY_Return, GDK_KEY_KP_Enter };

  for (unsigned i = 0; i < G_N_ELEMENTS (ENTERS); i++) {
    gtk_widget_class_add_binding_action (klass, ENTERS[i], 0, "import.next", NULL);
    gtk_widget_class_add_binding_action (klass, ENTERS[i], GDK_CONTROL_MASK, "import.next", NULL);
  }
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Left, GDK_ALT_MASK, "import.back", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Escape, 0, "import.leave", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_o, GDK_CONTROL_MASK, "import.choose", NULL);
}

static void
uke_import_page_class_init (UkeImportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UkePageClass *page_class = UKE_PAGE_CLASS (klass);

  g_type_ensure (UKE_TYPE_IMPORT_STEP_LINE);
  G_OBJECT_CLASS (klass)->constructed = uke_import_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = uke_import_page_dispose;
  widget_class->root = uke_import_page_root;
  widget_class->unroot = uke_import_page_unroot;
  page_class->get_navigation = uke_import_page_get_navigation;
  page_class->get_primary = uke_import_page_get_primary;
  page_class->get_flap = uke_import_page_get_flap;
  page_class->shown = uke_import_page_shown;
  page_class->has_foot = TRUE;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/import/uke-import-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeImportPage, outer);
  gtk_widget_class_bind_template_child (widget_class, UkeImportPage, line);
  gtk_widget_class_bind_template_child (widget_class, UkeImportPage, stack);
  add_keys (widget_class);
}

static void
uke_import_page_init (UkeImportPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * uke_import_page_open:
 * @self: the page
 * @path: a file
 *
 * Reads a list, unless one is being imported now.
 *
 * Thread: main
 */
void
uke_import_page_open (UkeImportPage *self, const char *path)
{
  UkeImportStage stage = uke_import_session_get_stage (self->session);

  if (stage == UKE_IMPORT_STAGE_RUNNING || stage == UKE_IMPORT_STAGE_UNDOING)
    uke_window_say (uke_page_get_window (UKE_PAGE (self)),
                    _ ("A list is being imported now. Please open the file again afterwards."));
  else
    uke_import_session_open (self->session, path);
}

/**
 * uke_import_page_get_session:
 * @self: the page
 *
 * Returns: (transfer none): what the steps show and change.
 * Thread: main
 */
UkeImportSession *
uke_import_page_get_session (UkeImportPage *self)
{
  return self->session;
}
