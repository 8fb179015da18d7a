@echo off
rem The form in which code.ts can be given as an executable. The Node of node_modules, since the machine's may be older.
"%~dp0..\..\node_modules\node\bin\node.exe" "%~dp0code.ts" %*
