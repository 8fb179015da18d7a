const vscode = require('vscode');

exports.activate = () => vscode.commands.executeCommand('askKimi.chat.focus');
