// Where the script begins: it adds to a page that is whole without it.
import {restoreTheme, themeButton} from './theme.ts';

restoreTheme();
themeButton(() => undefined);
